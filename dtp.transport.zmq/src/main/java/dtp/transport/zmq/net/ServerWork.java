package dtp.transport.zmq.net;

import dtp.api.Verification;
import dtp.api.payload.Digest;
import dtp.api.payload.Payload;
import dtp.api.transport.Offer;
import dtp.api.transport.Peer;
import dtp.api.transport.Reception;
import dtp.api.transport.RefusedException;
import dtp.api.transport.Served;
import dtp.api.transport.Serving;
import dtp.transport.zmq.machine.ServerPort;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.Request;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What the server's machine has done by others: the container is asked, checksums and disks are left to workers. */
abstract class ServerWork implements ServerPort {
    /** How long a STAT waits for a digest that is being made. */
    private static final long DIGEST_MS = 250;

    private final Serving serving;
    private final Executor loop;
    private final Executor workers;
    private final ReceiveBuffers received;
    private final AnswerMemory answers;

    ServerWork(Serving serving, Executor loop, Executor workers, ReceiveBuffers received, AnswerMemory answers) {
        this.serving = serving;
        this.loop = loop;
        this.workers = workers;
        this.received = received;
        this.answers = answers;
    }

    @Override
    public void receive(Offer offer, Peer peer, BiConsumer<Reception, RefusedException> then) {
        back(serving.receive(offer, peer), then);
    }

    @Override
    public void open(String name, Peer peer, BiConsumer<Served, RefusedException> then) {
        back(serving.open(name, peer), then);
    }

    @Override
    public void commit(Reception reception, long size, BiConsumer<Verification, RefusedException> then) {
        back(reception.commit(size), then);
    }

    private <T> void back(CompletionStage<T> stage, BiConsumer<T, RefusedException> then) {
        stage.whenComplete((value, failure) -> execute(() -> {
            if (failure == null) {
                then.accept(value, null);
            } else {
                then.accept(null, refusal(failure));
            }
        }));
    }

    private static RefusedException refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RefusedException refused
                ? refused
                : new RefusedException(RefusedException.Why.IO, "the server cannot do it just now; try again later");
    }

    @Override
    public void take(Reception reception, Request.Chunk chunk, Consumer<String> then) {
        BytesIn.Bytes bytes =
                new BytesIn.Bytes(chunk.data(), chunk.checksum(), chunk.hex(), received.release(chunk.data()));
        BytesIn.pass(workers, reception.sink(), chunk.offset(), bytes, step -> {
            switch (step) {
                case GIVEN -> {}
                case ROOM -> execute(() -> then.accept(null));
                case DAMAGED -> execute(() -> then.accept("the data are not what the checksum says"));
                case CLOSED, LOST -> execute(() -> then.accept(NOT_WANTED));
            }
        });
    }

    @Override
    public void keep(Request.Chunk chunk) {
        received.keep(chunk.data());
    }

    @Override
    public void drop(Request.Chunk chunk) {
        received.release(chunk.data()).run();
    }

    @Override
    public void digest(Served served, boolean patient, Consumer<Optional<Digest>> then) {
        Optional<Digest> known =
                served.payload().info().digest().filter(d -> d.algorithm().equals(Digest.SHA_256));
        if (known.isPresent()) {
            then.accept(known);
            return;
        }
        CompletableFuture<Optional<Digest>> made = new CompletableFuture<>();
        served.payload().digest(Digest.SHA_256).whenComplete((d, e) -> made.complete(Optional.ofNullable(d)));
        if (!patient) {
            made.completeOnTimeout(Optional.empty(), DIGEST_MS, TimeUnit.MILLISECONDS);
        }
        CompletionStage<Optional<Digest>> stage = made;
        stage.whenComplete((digest, never) -> execute(() -> then.accept(digest)));
    }

    @Override
    public long memory(long size) {
        return AnswerMemory.taken(size);
    }

    @Override
    public void read(Served served, long offset, int size, BiConsumer<Block, IOException> then) {
        workers.execute(() -> {
            try {
                Block block = block(served.payload(), offset, size);
                execute(() -> then.accept(block, null));
            } catch (IOException e) {
                execute(() -> then.accept(null, e));
            }
        });
    }

    /** Whatever happens is told: the machine counts what it has asked for. */
    private Block block(Payload payload, long offset, int size) throws IOException {
        AnswerMemory.Lent memory = answers.lend(size);
        boolean given = false;
        try {
            ByteBuffer data = readFully(payload, offset, memory.bytes());
            Block block = new Block(data, Checksum.CRC_32.of(data), memory.giveBack());
            given = true;
            return block;
        } catch (OutOfMemoryError e) {
            throw new NoMemoryException();
        } catch (RuntimeException e) {
            throw new IOException("the payload cannot be read", e);
        } finally {
            if (!given) {
                memory.giveBack().run();
            }
        }
    }

    /** @return {@code into}, full and ready to be read */
    static ByteBuffer readFully(Payload payload, long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (payload.read(offset + into.position(), into) < 0) {
                throw new EOFException("the payload is shorter than it was");
            }
        }
        return into.flip();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }
}
