package dtp.transport.tcp.machine;

import dtp.api.Endpoint;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.api.transport.Peer;
import dtp.api.transport.Serving;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RecordingObserver;
import dtp.tck.doubles.RecordingSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A client's machine and a server's, joined by lines that are cut after so many bytes of both directions. The test's thread. */
final class Duet {
    private static final long IDLE_NS = 60_000_000_000L;
    static final Endpoint AT = Endpoint.parse("tcp://host:1/file");

    final FakeLine client;
    final FakeLine server;
    final List<Outcome> outcomes = new ArrayList<>();
    private long left;
    private long passed;
    private long fromClient;

    Duet(Serving serving, int pieceBytes, long cutAfter) {
        client = new FakeLine(pieceBytes);
        server = new FakeLine(pieceBytes);
        server.machine =
                new ServerMachine(server, serving, Peer.of("tcp", "test"), new ServerSettings(IDLE_NS, 1 << 20), 0);
        left = cutAfter;
    }

    static ClientSettings settings(Speech speech) {
        return new ClientSettings(AT, speech, false, false, IDLE_NS);
    }

    /** Gets what the sink has not. */
    Duet get(RecordingSink sink, long size, Speech speech) {
        IntervalSet wanted = speech == Speech.BASE
                ? IntervalSet.of(0, size)
                : IntervalSet.of(0, size).minus(sink.received());
        return runs(new DownloadClient(client, settings(speech), new Wants(wanted, sink), outcomes::add));
    }

    Duet put(byte[] content, Optional<Digest> digest, Speech speech) {
        return runs(new UploadClient(client, settings(speech), cargo(content, digest), outcomes::add));
    }

    static UploadClient.Cargo cargo(byte[] content, Optional<Digest> digest) {
        PayloadInfo info = PayloadInfo.named("file").size(content.length);
        return new UploadClient.Cargo(
                new MemoryPayload("file", content),
                digest.map(info::digest).orElse(info),
                new RecordingObserver(),
                () -> Long.MAX_VALUE,
                () -> {});
    }

    private Duet runs(ClientMachine machine) {
        client.machine = machine;
        machine.start(0);
        boolean moved = true;
        while (moved) {
            moved = pass(client, server);
            moved |= pass(server, client);
            hangUps();
        }
        return this;
    }

    /** @return true when something moved */
    private boolean pass(FakeLine from, FakeLine to) {
        from.run();
        byte[] sent = from.takeSent();
        int through = (int) Math.min(left, sent.length);
        left -= through;
        passed += through;
        fromClient += from == client ? through : 0;
        if (through > 0 && !to.closed) {
            to.feed(Arrays.copyOf(sent, through));
        }
        boolean cuts = left == 0 && !(client.closed && server.closed);
        if (cuts) {
            client.cut();
            server.cut();
        }
        return through > 0 || cuts;
    }

    /** A side that has closed is gone for the other, when all that it sent is through. */
    private void hangUps() {
        if (client.closed && !server.closed && !client.hasSent()) {
            server.cut();
        }
        if (server.closed && !client.closed && !server.hasSent()) {
            client.cut();
        }
    }

    /** Bytes of both directions. */
    long passed() {
        return passed;
    }

    /** Of the client's payload, what has come to the server. */
    long arrived() {
        return client.bodyBytesOf(fromClient);
    }

    /** What became of it; exactly one. */
    Outcome outcome() {
        if (outcomes.size() != 1) {
            throw new AssertionError("not one outcome: " + outcomes);
        }
        return outcomes.get(0);
    }

    /** Asks for the digest once. */
    static final class Wants implements DownloadClient.Asker {
        private IntervalSet wanted;
        private final RecordingSink sink;
        private boolean asked;

        Wants(IntervalSet wanted, RecordingSink sink) {
            this.wanted = wanted;
            this.sink = sink;
        }

        @Override
        public boolean onlyAsks() {
            return false;
        }

        @Override
        public IntervalSet next(long size) {
            IntervalSet next = wanted.intersect(IntervalSet.of(0, size));
            wanted = IntervalSet.empty();
            return next;
        }

        @Override
        public RecordingSink sink() {
            return sink;
        }

        @Override
        public void onRanged() {}

        @Override
        public void onInfo(PayloadInfo info) {}

        @Override
        public boolean usesDigest() {
            return true;
        }

        @Override
        public boolean asksDigest() {
            boolean first = !asked;
            asked = true;
            return first;
        }
    }
}
