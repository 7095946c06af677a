package dtp.transport.zmq.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.Contact;
import dtp.api.transport.End;
import dtp.api.transport.Fetch;
import dtp.api.transport.Sink;
import dtp.api.transport.Source;
import dtp.api.transport.SourceTraits;
import dtp.transport.zmq.machine.ReadMachine;
import dtp.transport.zmq.machine.ReadPort;
import dtp.transport.zmq.machine.ReadSettings;
import dtp.transport.zmq.wire.Answer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One payload at one server. Public methods on any thread; the rest on the loop's. */
final class ZmqSource implements Source {
    private static final int INTERVALS = 1_000;
    private static final int FETCHES = 4;

    private final ZmqClient client;
    private final Endpoint endpoint;
    private final TransferOptions options;
    private final Side side;

    ZmqSource(ZmqClient client, Endpoint endpoint, TransferOptions options) {
        this.client = client;
        this.endpoint = endpoint;
        this.options = options;
        this.side = new Side();
    }

    private void onLoop(Runnable task) {
        client.loop().execute(task);
    }

    @Override
    public CompletionStage<Contact> contact() {
        CompletableFuture<Contact> answer = new CompletableFuture<>();
        onLoop(() -> side.contact(answer));
        return answer.minimalCompletionStage();
    }

    @Override
    public SourceTraits traits() {
        return SourceTraits.ranged(INTERVALS).concurrentFetches(FETCHES);
    }

    @Override
    public Fetch fetch(IntervalSet wanted, Sink sink) {
        CompletableFuture<End> end = new CompletableFuture<>();
        onLoop(() -> side.fetch(wanted, sink, end));
        return new Fetch() {
            @Override
            public CompletionStage<End> end() {
                return end.minimalCompletionStage();
            }

            @Override
            public void cancel() {
                onLoop(() -> side.machine.cancel(sink));
            }
        };
    }

    @Override
    public void throughput(long bytesPerSecond) {
        onLoop(() -> side.machine.throughput(bytesPerSecond, SocketLoop.nowNs()));
    }

    @Override
    public void close() {
        onLoop(side::close);
    }

    /** What the machine has done for it, and its connection. On the loop's thread. */
    private final class Side implements ReadPort, Dealer.Ear, SocketLoop.Owned {
        private final IdentityHashMap<Sink, CompletableFuture<End>> ends = new IdentityHashMap<>();
        private final List<CompletableFuture<Contact>> contacts = new ArrayList<>();
        private final ReadMachine machine;
        private final Dealer dealer;
        private boolean started;

        Side() {
            ReadSettings settings = new ReadSettings(
                    endpoint,
                    options.idleTimeout().toNanos(),
                    client.settings().blockBytes(),
                    client.settings().blocks());
            machine = new ReadMachine(
                    this, settings, options.throughputBytesPerSecond().orElse(Long.MAX_VALUE));
            dealer = client.dealer(endpoint, this);
        }

        private void start() {
            if (!started) {
                started = true;
                client.loop().add(this);
            }
        }

        void contact(CompletableFuture<Contact> answer) {
            start();
            contacts.add(answer);
            machine.contact(SocketLoop.nowNs());
        }

        void fetch(IntervalSet wanted, Sink sink, CompletableFuture<End> end) {
            start();
            ends.put(sink, end);
            machine.fetch(wanted, sink, SocketLoop.nowNs());
        }

        void close() {
            machine.close();
            client.loop().remove(this);
        }

        @Override
        public void send(List<ByteBuffer> frames) {
            dealer.send(frames);
        }

        @Override
        public void disconnect() {
            dealer.close();
        }

        @Override
        public void write(Sink sink, Answer.Data data, Consumer<Written> then) {
            BytesIn.Bytes bytes =
                    new BytesIn.Bytes(data.data(), data.checksum(), data.hex(), dealer.release(data.data()));
            BytesIn.pass(client.workers(), sink, data.offset(), bytes, step -> {
                Written written = switch (step) {
                    case GIVEN -> Written.GIVEN;
                    case ROOM -> Written.ROOM;
                    case DAMAGED -> Written.DAMAGED;
                    case CLOSED -> Written.CLOSED;
                    case LOST -> Written.LOST;
                };
                onLoop(() -> then.accept(written));
            });
        }

        @Override
        public void ended(Sink sink, End end) {
            CompletableFuture<End> waits = ends.remove(sink);
            if (waits != null) {
                waits.complete(end);
            }
        }

        @Override
        public void contact(Contact contact) {
            List<CompletableFuture<Contact>> all = List.copyOf(contacts);
            contacts.clear();
            all.forEach(c -> c.complete(contact));
        }

        @Override
        public void connected(long nowNs) {
            machine.onConnected(nowNs);
        }

        @Override
        public void unreachable(String why) {
            machine.onUnreachable(why);
        }

        @Override
        public void disconnected(long nowNs) {
            machine.onDisconnected();
        }

        @Override
        public void message(List<ByteBuffer> frames, long nowNs) {
            machine.onAnswer(frames, nowNs);
        }

        @Override
        public void shut() {
            close();
        }

        @Override
        public void onTime(long nowNs) {
            machine.onTime(nowNs);
        }

        @Override
        public long nextNs(long nowNs) {
            return machine.nextNs();
        }
    }
}
