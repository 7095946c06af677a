package dtp.itest;

import dtp.api.SessionService;
import dtp.api.payload.PayloadStore;
import dtp.api.transport.Serving;
import dtp.tck.ServingHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleException;

/** The engine of this container with one writable folder, and bundles that serve what is in it. Used by a test's thread. */
final class ServingStation implements ServingHarness {
    private final Container container = new Container();
    private final Deque<Guest> guests = new ArrayDeque<>();
    private final Path root;
    private Serving serving;

    ServingStation(Path folder) throws Exception {
        root = Files.createDirectories(folder.resolve("root"));
        container.singleton("dtp.session", Map.of("home", folder.resolve("home").toString()));
        container.factory("dtp.store", Map.of("root", root.toString(), "writable", true));
        container.service(PayloadStore.class);
        container.service(Serving.class);
        nextGuest();
    }

    private void nextGuest() throws IOException, BundleException {
        guests.push(new Guest());
        serving = guests.peek().serving();
    }

    SessionService sessions() throws InterruptedException {
        return container.service(SessionService.class);
    }

    /** The files of uploads that are not whole. */
    Path staging() {
        return root.resolve(".dtp").resolve("uploads");
    }

    @Override
    public Serving serving() {
        return serving;
    }

    @Override
    public void holds(String name, byte[] content) throws IOException {
        Files.write(root.resolve(name), content);
    }

    @Override
    public Optional<byte[]> visible(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    @Override
    public void bundleGone() throws IOException, BundleException {
        guests.element().stop();
        nextGuest();
    }

    @Override
    public void close() throws IOException, InterruptedException, BundleException {
        while (!guests.isEmpty()) {
            guests.pop().uninstall();
        }
        container.close();
    }
}
