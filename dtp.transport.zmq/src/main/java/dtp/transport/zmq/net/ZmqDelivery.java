package dtp.transport.zmq.net;

import dtp.api.Endpoint;
import dtp.api.TransferOptions;
import dtp.api.TransferOptions.Durability;
import dtp.api.Verification;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.transport.Delivery;
import dtp.api.transport.DeliveryObserver;
import dtp.api.transport.End;
import dtp.transport.zmq.machine.UploadMachine;
import dtp.transport.zmq.machine.UploadPort;
import dtp.transport.zmq.machine.UploadSettings;
import dtp.transport.zmq.wire.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One put. Public methods on any thread; the rest on the loop's, but reading on a worker. */
final class ZmqDelivery implements Delivery {
    private final ZmqClient client;
    private final Payload payload;
    private final Endpoint target;
    private final DeliveryObserver observer;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Side side;
    private volatile Verification verification = Verification.NONE;

    ZmqDelivery(
            ZmqClient client, Payload payload, Endpoint target, TransferOptions options, DeliveryObserver observer) {
        this.client = client;
        this.payload = payload;
        this.target = target;
        this.observer = observer;
        UploadSettings settings = new UploadSettings(
                target,
                payload.info().size().orElseThrow(),
                options.idleTimeout().toNanos(),
                client.settings().chunkBytes(),
                client.learnt(target.authority()));
        side = new Side(settings, options.throughputBytesPerSecond().orElse(Long.MAX_VALUE));
        onLoop(side::open);
        if (extended(options)) {
            payload.digest(Digest.SHA_256).whenComplete((digest, e) -> onLoop(() -> side.start(digest, e)));
        } else {
            onLoop(() -> side.machine.start(Optional.empty(), SocketLoop.nowNs()));
        }
    }

    /** A digest costs more than the transfer: at level PROCESS, where speed was asked for, none is made for it. */
    private boolean extended(TransferOptions options) {
        String protocol = target.options().get("protocol");
        return protocol == null
                ? options.durability() == Durability.POWER_CUT
                        || payload.info().digest().isPresent()
                : protocol.equals("extended");
    }

    private void onLoop(Runnable task) {
        client.loop().execute(task);
    }

    @Override
    public CompletionStage<End> end() {
        return end.minimalCompletionStage();
    }

    @Override
    public Verification verification() {
        return verification;
    }

    @Override
    public void throughput(long bytesPerSecond) {
        onLoop(() -> side.machine.throughput(bytesPerSecond, SocketLoop.nowNs()));
    }

    @Override
    public void close() {
        onLoop(side.machine::close);
    }

    /** What the machine has done for it, and its connection. On the loop's thread. */
    private final class Side implements UploadPort, Dealer.Ear, SocketLoop.Owned {
        private final UploadMachine machine;
        private final Dealer dealer;
        /** Bytes of chunks that were answered: their memory serves again, as the socket is done with it. */
        private final Deque<ByteBuffer> spare = new ArrayDeque<>();

        private final Set<ByteBuffer> lent = Collections.newSetFromMap(new IdentityHashMap<>());
        private final int capacity;

        private final Executor reader = client.reader();

        Side(UploadSettings settings, long bytesPerSecond) {
            machine = new UploadMachine(this, settings, bytesPerSecond);
            capacity = (int) Math.min(settings.chunkBytes(), Math.max(1, settings.size()));
            dealer = client.dealer(target, this);
        }

        void open() {
            client.loop().add(this);
            client.chunks().join();
        }

        void start(Digest digest, Throwable failure) {
            if (failure == null) {
                machine.start(Optional.of(digest), SocketLoop.nowNs());
            } else {
                machine.fail(String.valueOf(failure.getMessage()));
            }
        }

        @Override
        public void send(List<ByteBuffer> frames) {
            dealer.send(frames);
        }

        @Override
        public void reconnect() {
            forget();
            dealer.close();
        }

        /** What waits for an answer may still be read by the old socket. */
        private void forget() {
            spare.forEach(client.chunks()::giveBack);
            spare.clear();
            lent.clear();
        }

        @Override
        public boolean hasRoom() {
            long inUse = (long) (lent.size() - spare.size()) * capacity;
            return inUse + capacity <= client.chunks().share();
        }

        @Override
        public void read(Ticket ticket, long offset, int size, Checksum checksum) {
            ByteBuffer into = memory(size);
            reader.execute(() -> {
                try {
                    ByteBuffer data = ServerWork.readFully(payload, offset, into);
                    String hex = checksum.of(data);
                    onLoop(() -> machine.onBlock(ticket, data, checksum, hex, SocketLoop.nowNs()));
                } catch (IOException | RuntimeException e) {
                    onLoop(() -> machine.onUnreadable(ticket, String.valueOf(e.getMessage())));
                }
            });
        }

        private ByteBuffer memory(int size) {
            ByteBuffer old = spare.poll();
            if (old == null) {
                old = client.chunks().lend(capacity);
                lent.add(old);
            }
            return old.clear().limit(size);
        }

        @Override
        public void free(ByteBuffer data) {
            if ((long) lent.size() * capacity <= client.chunks().share()) {
                spare.add(data);
            } else if (lent.remove(data)) { // others have come since
                client.chunks().giveBack(data);
            }
        }

        @Override
        public void missing(IntervalSet atTheRemote) {
            observer.missing(atTheRemote);
        }

        @Override
        public void sent(long bytes) {
            observer.sent(bytes);
        }

        @Override
        public void learnt(Checksum checksum) {
            client.learn(target.authority(), checksum);
        }

        @Override
        public void ended(End how, Verification sure) {
            client.loop().remove(this);
            client.chunks().leave();
            dealer.close();
            forget();
            verification = sure;
            end.complete(how);
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
            machine.onDisconnected(nowNs);
        }

        @Override
        public void message(List<ByteBuffer> frames, long nowNs) {
            machine.onAnswer(frames, nowNs);
        }

        @Override
        public void shut() {
            machine.close();
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
