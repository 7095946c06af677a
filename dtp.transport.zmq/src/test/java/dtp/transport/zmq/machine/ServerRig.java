package dtp.transport.zmq.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.api.transport.Sink;
import dtp.tck.doubles.ScriptedServing;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A server's machine in memory and in virtual time: messages are texts in, texts out. Called by the test's thread. */
final class ServerRig implements ServerPort {
    static final long SECOND_NS = 1_000_000_000L;

    final ScriptedServing serving = new ScriptedServing();
    final ServerMachine machine;
    long nowNs;

    private final Map<String, List<String>> answers = new HashMap<>();
    private final Map<String, List<List<ByteBuffer>>> raw = new HashMap<>();
    private final Set<String> deaf = new HashSet<>();
    private final Set<String> keeping = new HashSet<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    /** Offsets of chunks whose bytes are kept while their upload is being opened. */
    final Set<Long> kept = new HashSet<>();

    /** Memory that was read into and not released. */
    int blocks;

    private boolean slowDisk;
    private boolean memory = true;
    private boolean diskFails;
    private boolean closeSinks;
    private RefusedException refusal;

    ServerRig() {
        this(ServerSettings.DEFAULTS);
    }

    ServerRig(ServerSettings settings) {
        machine = new ServerMachine(this, settings);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ByteBuffer frame(Object text) {
        return ByteBuffer.wrap(text instanceof byte[] b ? b : bytes(text.toString()));
    }

    /** Frames of texts, numbers or bytes. */
    static List<ByteBuffer> message(Object... frames) {
        List<ByteBuffer> all = new ArrayList<>();
        for (Object one : frames) {
            all.add(frame(one));
        }
        return all;
    }

    /** Frames as a text, joined by blanks. */
    static String text(List<ByteBuffer> frames) {
        StringBuilder text = new StringBuilder();
        frames.forEach(
                f -> text.append(text.isEmpty() ? "" : " ").append(StandardCharsets.UTF_8.decode(f.duplicate())));
        return text.toString();
    }

    static Object[] chunk(String name, long offset, String data) {
        return chunk(name, offset, data, Checksum.CRC_32);
    }

    static Object[] chunk(String name, long offset, String data, Checksum kind) {
        return new Object[] {"CHUNK", name, offset, data.length(), kind.of(frame(data)), data};
    }

    /** @return the answers of that peer that came by this message, frames joined by blanks */
    List<String> say(String peer, Object... frames) {
        return take(peer, false, message(frames));
    }

    List<String> take(String peer, boolean delimiter, List<ByteBuffer> frames) {
        int before = answers(peer).size();
        machine.onMessage(peer, () -> Peer.of("zmq", peer), delimiter, frames, nowNs);
        return List.copyOf(answers(peer).subList(before, answers(peer).size()));
    }

    /** As {@link #say}, but there was no memory for the data. */
    List<String> sayIncomplete(String peer, Object... frames) {
        int before = answers(peer).size();
        machine.onIncomplete(peer, () -> Peer.of("zmq", peer), false, message(frames), nowNs);
        return List.copyOf(answers(peer).subList(before, answers(peer).size()));
    }

    /** All answers of that peer so far. */
    List<String> answers(String peer) {
        return answers.computeIfAbsent(peer, p -> new ArrayList<>());
    }

    List<ByteBuffer> last(String peer) {
        List<List<ByteBuffer>> all = raw.get(peer);
        return all.get(all.size() - 1);
    }

    /** What is written from now on is not taken before {@link #disk}. */
    void slowDisk() {
        slowDisk = true;
    }

    /** The disk takes what waits. */
    void disk() {
        slowDisk = false;
        while (!later.isEmpty()) {
            later.poll().run();
        }
    }

    /** Takes only the last that waits. */
    void diskTakesTheLast() {
        later.pollLast().run();
    }

    void doesNotRead(String peer) {
        deaf.add(peer);
    }

    /** What the socket takes for that peer stays there. */
    void keepsWhatIsSent(String peer) {
        keeping.add(peer);
    }

    void letsGo(String peer) {
        keeping.remove(peer);
    }

    void hasMemory(boolean has) {
        memory = has;
    }

    /** They take nothing, as when the disk is full, and do not say why. */
    void closeSinks(boolean close) {
        closeSinks = close;
    }

    /** What has come cannot be made a payload. */
    void commitFails(RefusedException why) {
        refusal = why;
    }

    void diskFails(boolean fails) {
        diskFails = fails;
    }

    void readsAgain(String peer) {
        deaf.remove(peer);
    }

    /** As the loop does: the machine is woken when it asked for it, and not else. */
    void pass(long seconds) {
        long untilNs = nowNs + seconds * SECOND_NS;
        for (long dueNs = machine.nextNs(); nowNs < untilNs; dueNs = machine.nextNs()) {
            nowNs = Math.min(untilNs, Math.max(nowNs, dueNs));
            if (machine.nextNs() <= nowNs) {
                machine.onTime(nowNs);
                assertTrue(machine.nextNs() > nowNs, "it would be woken again and again");
            }
        }
    }

    Optional<String> stored(String name) {
        return serving.content(name).map(c -> new String(c.bytes(), StandardCharsets.UTF_8));
    }

    @Override
    public Sent send(String peer, List<ByteBuffer> frames) {
        if (deaf.contains(peer)) {
            return Sent.FULL;
        }
        answers(peer).add(text(frames));
        raw.computeIfAbsent(peer, p -> new ArrayList<>()).add(frames);
        return Sent.YES;
    }

    @Override
    public Sent send(String peer, List<ByteBuffer> frames, Consumer<BooleanSupplier> sent) {
        Sent what = send(peer, frames);
        if (what == Sent.YES) {
            sent.accept(() -> !keeping.contains(peer));
        }
        return what;
    }

    private static <T> void back(CompletionStage<T> stage, BiConsumer<T, RefusedException> then) {
        stage.whenComplete((value, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            then.accept(value, (RefusedException) cause);
        });
    }

    private void disk(Runnable task) {
        if (slowDisk) {
            later.add(task);
        } else {
            task.run();
        }
    }

    @Override
    public void receive(Offer offer, Peer peer, BiConsumer<Reception, RefusedException> then) {
        disk(() -> back(serving.receive(offer, peer), then));
    }

    @Override
    public void open(String name, Peer peer, BiConsumer<Served, RefusedException> then) {
        disk(() -> back(serving.open(name, peer), then));
    }

    @Override
    public void take(Reception reception, Request.Chunk chunk, Consumer<String> then) {
        disk(() -> {
            if (!chunk.checksum().of(chunk.data()).equals(chunk.hex())) {
                then.accept("the data are not what the checksum says");
            } else {
                boolean taken = !closeSinks && reception.sink().write(chunk.offset(), chunk.data()) == Sink.Take.MORE;
                then.accept(taken ? null : NOT_WANTED);
            }
        });
    }

    @Override
    public void keep(Request.Chunk chunk) {
        kept.add(chunk.offset());
    }

    @Override
    public void drop(Request.Chunk chunk) {
        kept.remove(chunk.offset());
    }

    @Override
    public void commit(Reception reception, long size, BiConsumer<Verification, RefusedException> then) {
        disk(() -> {
            if (refusal == null) {
                back(reception.commit(size), then);
            } else {
                then.accept(null, refusal);
            }
        });
    }

    @Override
    public void digest(Served served, boolean patient, Consumer<Optional<Digest>> then) {
        disk(() -> served.payload().digest(Digest.SHA_256).whenComplete((d, e) -> then.accept(Optional.ofNullable(d))));
    }

    @Override
    public long memory(long size) {
        return size;
    }

    @Override
    public void read(Served served, long offset, int size, BiConsumer<Block, IOException> then) {
        disk(() -> {
            ByteBuffer into = ByteBuffer.allocate(size);
            try {
                if (!memory) {
                    throw new NoMemoryException();
                }
                if (diskFails) {
                    throw new IOException("Input/output error");
                }
                while (into.hasRemaining()) {
                    served.payload().read(offset + into.position(), into);
                }
                into.flip();
                blocks++;
                then.accept(new Block(into, Checksum.CRC_32.of(into), () -> blocks--), null);
            } catch (IOException e) {
                then.accept(null, e);
            }
        });
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }
}
