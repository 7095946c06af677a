package dtp.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Another program that moves a file from a server to a client of its own, given as templates in which these words are replaced:
 * {@code {dir}} the working directory, {@code {root}} the directory of the payload, {@code {payload}} its name there,
 * {@code {received}} the file to be made, {@code {out}} the directory that it is to be made in, {@code {port}} a free port of the
 * loopback. Its time is the client's, from start to end. Immutable.
 */
public final class Peer {
    private static final long READY_MS = 10_000;
    private static final long PATIENCE_MS = 300_000;

    /** How is known that the server listens. */
    public enum Ready {
        /** Somebody accepts TCP connections on the port. */
        TCP,
        /** The server is left so much time: UDP cannot be asked. */
        SOON
    }

    private static final long SOON_MS = 500;

    private final String name;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<String> server;
    private final List<String> client;
    private final Ready ready;

    private Peer(String name, Map<String, String> files, List<String> server, List<String> client, Ready ready) {
        this.name = name;
        this.files.putAll(files);
        this.server = List.copyOf(server);
        this.client = List.copyOf(client);
        this.ready = ready;
    }

    /** Both commands as words; whichever of them receives, the file stands at {@code {received}} when the client has ended. */
    public static Peer of(String name, List<String> server, List<String> client, Ready ready) {
        return new Peer(name, Map.of(), server, client, ready);
    }

    /** With a file in the working directory, such as the server's configuration; the same words are replaced in it. */
    public Peer file(String fileName, String template) {
        Map<String, String> all = new LinkedHashMap<>(files);
        all.put(fileName, template);
        return new Peer(name, all, server, client, ready);
    }

    public String name() {
        return name;
    }

    /** The first words of both commands: what must be in the PATH. */
    public List<String> programs() {
        return List.of(server.get(0), client.get(0));
    }

    /**
     * A row for it: megabytes a second, of a payload of that size.
     *
     * @param suffix of its name
     */
    public Row row(String key, String suffix, Workplace place, long sizeBytes) {
        return Row.peer(key, name + suffix, "MB/s", () -> measure(place, sizeBytes))
                .needs(programs());
    }

    private Sample measure(Workplace place, long sizeBytes) throws IOException, InterruptedException {
        Path payload = place.payload(sizeBytes);
        Path out = Files.createDirectories(place.path("peer-out"));
        Path received = out.resolve(payload.getFileName());
        Files.deleteIfExists(received);
        int port = Workplace.freeTcpPort();
        Map<String, String> words = Map.of(
                "{dir}", place.directory().toString(),
                "{root}", payload.getParent().toString(),
                "{payload}", payload.getFileName().toString(),
                "{received}", received.toString(),
                "{out}", out.toString(),
                "{port}", String.valueOf(port));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(place.path(file.getKey()), filled(file.getValue(), words));
        }
        try (Child serving = place.tool("peer-server", filled(server, words))) {
            boolean up = ready == Ready.TCP ? serving.awaitPort(port, READY_MS) : serving.awaitEnd(SOON_MS) == -1;
            if (!up) {
                throw new IOException(server.get(0) + " did not start: " + serving.said());
            }
            serving.sample();
            place.freeMemory();
            long start = System.nanoTime();
            try (Child working = place.tool("peer-client", filled(client, words))) {
                working.awaitSuccess(client.get(0), PATIENCE_MS, serving);
                double seconds = (System.nanoTime() - start) / 1e9;
                serving.sample();
                Workplace.mustEqual(payload, received);
                return Sample.of(sizeBytes / 1e6 / seconds, serving.cost(), working.cost());
            }
        } finally {
            Files.deleteIfExists(received);
        }
    }

    private static List<String> filled(List<String> template, Map<String, String> words) {
        List<String> command = new ArrayList<>();
        template.forEach(word -> command.add(filled(word, words)));
        Workplace.find(command.get(0)).ifPresent(program -> command.set(0, program.toString()));
        return command;
    }

    static String filled(String template, Map<String, String> words) {
        String text = template;
        for (Map.Entry<String, String> word : words.entrySet()) {
            text = text.replace(word.getKey(), word.getValue());
        }
        return text;
    }
}
