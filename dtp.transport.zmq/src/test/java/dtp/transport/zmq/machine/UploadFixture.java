package dtp.transport.zmq.machine;

import dtp.api.Endpoint;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.transport.End;
import dtp.transport.zmq.wire.Checksum;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A client of an upload, and what it has sent; the answers are written by the tests. */
abstract class UploadFixture implements UploadPort {
    static final long SECOND_NS = 1_000_000_000L;
    static final Optional<Digest> SHA = Optional.of(new Digest(Digest.SHA_256, new byte[32]));

    final List<List<ByteBuffer>> sent = new ArrayList<>();
    final List<IntervalSet> missing = new ArrayList<>();
    UploadMachine machine = machine(100, Optional.empty());
    int connections = 1;
    boolean room = true;
    long nowNs;
    End end;
    Verification verification;
    Checksum learnt;

    UploadMachine machine(long size, Optional<Checksum> known) {
        Endpoint target = Endpoint.of("zmq", "host:1", "f");
        return new UploadMachine(this, new UploadSettings(target, size, 10 * SECOND_NS, 10, known), Long.MAX_VALUE);
    }

    static List<ByteBuffer> frames(String... texts) {
        List<ByteBuffer> all = new ArrayList<>();
        for (String text : texts) {
            all.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    void answer(String... frames) {
        machine.onAnswer(frames(frames), nowNs);
    }

    static String text(ByteBuffer frame) {
        return StandardCharsets.UTF_8.decode(frame.duplicate()).toString();
    }

    String last(int frame) {
        return text(sent.get(sent.size() - 1).get(frame));
    }

    long count(String verb) {
        return sent.stream().filter(m -> text(m.get(0)).equals(verb)).count();
    }

    static String fullList() {
        return fullList(0);
    }

    static String fullList(int from) {
        return IntStream.range(0, 1_000)
                .map(i -> from + 2 * i)
                .mapToObj(at -> at + "-" + at)
                .collect(Collectors.joining(","));
    }

    @Override
    public void send(List<ByteBuffer> frames) {
        sent.add(frames);
    }

    @Override
    public void reconnect() {
        connections++;
    }

    @Override
    public void read(Ticket ticket, long offset, int size, Checksum checksum) {
        ByteBuffer data = ByteBuffer.allocate(size);
        machine.onBlock(ticket, data, checksum, checksum.of(data), nowNs);
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public void free(ByteBuffer data) {}

    @Override
    public void missing(IntervalSet atTheRemote) {
        missing.add(atTheRemote);
    }

    @Override
    public void sent(long bytes) {}

    @Override
    public void learnt(Checksum checksum) {
        learnt = checksum;
    }

    @Override
    public void ended(End how, Verification sure) {
        end = how;
        verification = sure;
    }
}
