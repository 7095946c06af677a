package dtp.shell.command;

import dtp.api.TransferOptions.Durability;
import dtp.api.link.CspLinkStatus;
import dtp.api.link.CspNode;
import dtp.api.transport.Serving;
import dtp.shell.door.Answerer;
import dtp.shell.door.Door;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dtp serve}: gives out payloads, and is the container that the other commands of this home go to. */
@CommandLine.Command(
        name = "serve",
        description = "Serve payloads until Ctrl-C, and run the other commands of this home.")
final class Serve extends Command {
    private static final long FOR_EVER_MS = Long.MAX_VALUE;

    @Option(names = "--payload", paramLabel = "ID=FILE", description = "a file and its payload id; several are allowed")
    List<String> payloads = new ArrayList<>();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "serve the files of DIR under their names: payload 3 is the file 3")
    String root;

    @Option(names = "--allow-upload", description = "what is put here is stored below DIR of --root")
    boolean allowUpload;

    @Mixin
    ServedPorts ports = new ServedPorts();

    @Mixin
    SurvivalFlag survival = new SurvivalFlag();

    private final Answerer answerer;

    /** @param answerer runs the commands of other processes */
    Serve(Answerer answerer) {
        this.answerer = answerer;
    }

    @Override
    Place place() {
        return Place.HERE;
    }

    @Override
    int run(Invocation in) throws CommandException {
        ports.check();
        survival.level();
        Map<String, Path> files = files(in);
        Map<String, Object> store = store(in, files);
        if (!common.node().links().isEmpty()) {
            common.node().check();
        }
        // The door first: a second container on one home must not touch the sessions of the first.
        try {
            Door door = Door.open(in.station().home(), answerer);
            try {
                start(in, store);
                List<ServedPorts.Listening> listening = ports.open(in);
                CspNode node = in.station().find(CspNode.class, "").orElse(null);
                in.station().stay();
                ready(in, files, node, listening);
                in.interrupt().await(FOR_EVER_MS);
                in.tell("stopping; sessions are stored");
            } finally {
                door.close();
            }
            return Exit.COMPLETE;
        } catch (IOException e) {
            throw CommandException.failed(e);
        }
    }

    private void start(Invocation in, Map<String, Object> store) throws CommandException, IOException {
        Station station = in.station();
        in.setup().makeSessions(true, survival.level().orElse(Durability.POWER_CUT));
        if (!store.isEmpty()) {
            station.configure("dtp.store", "shell", store);
        }
        if (!common.node().links().isEmpty()) {
            in.setup().serveNode(common.node(), in.peers());
        } else if (!store.isEmpty() && ports.isEmpty() && common.node().namesNothing()) {
            in.tell("no --csp-link is given: payloads are served over what " + station.config() + " configures");
        }
        station.await(Serving.class, "");
    }

    private Map<String, Path> files(Invocation in) throws CommandException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String payload : payloads) {
            int equals = payload.indexOf('=');
            String id = equals < 0 ? "" : payload.substring(0, equals);
            if (!id.matches("[0-9]{1,3}") || Integer.parseInt(id) > 255 || equals == payload.length() - 1) {
                throw CommandException.usage(
                        "--payload is ID=FILE with an id of 0 to 255, such as 3=image.bin, not " + payload);
            }
            Path file = in.console().file(payload.substring(equals + 1));
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw CommandException.failed(file + " cannot be served: there is no such file, or it may not be read");
            }
            if (files.put(String.valueOf(Integer.parseInt(id)), file) != null) {
                throw CommandException.usage("--payload " + id + " is given twice");
            }
        }
        return files;
    }

    private Map<String, Object> store(Invocation in, Map<String, Path> files) throws CommandException {
        Map<String, Object> store = new HashMap<>();
        if (!files.isEmpty()) {
            store.put(
                    "files",
                    files.entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .toArray(String[]::new));
        }
        if (allowUpload && root == null) {
            throw CommandException.usage("--allow-upload needs --root DIR, where uploads go");
        }
        if (root != null) {
            Path dir = in.console().file(root);
            if (!Files.isDirectory(dir)) {
                throw CommandException.failed(dir + " cannot be served: it is no directory");
            }
            store.put("root", dir.toString());
            store.put("writable", allowUpload);
        }
        return store;
    }

    private void ready(Invocation in, Map<String, Path> files, CspNode node, List<ServedPorts.Listening> listening) {
        List<CspLinkStatus> links = node == null ? List.of() : node.links();
        if (common.json) {
            in.events().event("ready", g -> {
                g.writeNumberField("pid", ProcessHandle.current().pid());
                if (node != null) {
                    g.writeNumberField("cspAddress", node.address());
                    g.writeNumberField("cspVersion", node.version());
                }
                g.writeObjectFieldStart("ports");
                for (ServedPorts.Listening one : listening) {
                    g.writeNumberField(one.scheme(), one.port());
                }
                g.writeEndObject();
                g.writeObjectFieldStart("payloads");
                for (Map.Entry<String, Path> file : files.entrySet()) {
                    g.writeStringField(file.getKey(), file.getValue().toString());
                }
                g.writeEndObject();
            });
            return;
        }
        List<String> places = new ArrayList<>();
        if (node != null) {
            places.add("csp://" + node.address() + "/");
        }
        listening.forEach(one -> places.add(one.uri()));
        for (String place : places.isEmpty() ? List.of("") : places) {
            files.forEach((id, file) -> in.say("serving " + place + id + " = " + file));
            if (root != null) {
                in.say("serving " + place + "NAME = " + in.console().file(root) + "/NAME");
            }
        }
        if (allowUpload) {
            in.say("what is put here is stored below " + in.console().file(root));
        }
        if (node != null) {
            in.say("node " + node.address() + ", CSP version " + node.version() + ", "
                    + links.stream().map(CspLinkStatus::toString).collect(Collectors.joining(", ")));
        }
        in.say("ready, process " + ProcessHandle.current().pid());
    }
}
