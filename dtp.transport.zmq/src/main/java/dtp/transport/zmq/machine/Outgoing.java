package dtp.transport.zmq.machine;

import dtp.api.interval.Interval;
import dtp.api.interval.IntervalSet;
import dtp.api.transport.End;
import dtp.transport.zmq.machine.Blocks.Block;
import dtp.transport.zmq.wire.Answer;
import dtp.transport.zmq.wire.Checksum;
import dtp.transport.zmq.wire.Request;
import dtp.transport.zmq.wire.RequestCodec;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The chunks of an upload: which comes next, how many are in flight, with which checksum, and how often a rejected one is sent
 * again (rules 5 and 6). Owned by the thread of its machine.
 */
final class Outgoing {
    /** A rejected chunk is sent again so often (rule 5). */
    private static final int MOST_REJECTIONS = 3;

    /** A server without room is asked so often, each time after a while. */
    private static final int MOST_PUT_OFF = 120;

    private static final long PUT_OFF_NS = 250_000_000L;

    private static final List<Checksum> TRIED =
            List.of(Checksum.CRC_32, Checksum.SHA_1, Checksum.SHA_256, Checksum.MD5);

    private final UploadPort port;
    private final UploadSettings settings;
    private final ClientEnds ends;
    private final Pace pace;
    private final Stride stride;
    private final Blocks blocks = new Blocks();

    /** Chunks that the server had no room for. */
    private final Deque<Block> putOff = new ArrayDeque<>();

    private long putOffUntilNs;

    private Pieces pieces = new Pieces(IntervalSet.empty());
    private Optional<Checksum> settled;
    private int tried;
    private int connection;
    private boolean extended;
    private long dueSinceNs;
    private long takenBytes;

    Outgoing(UploadPort port, UploadSettings settings, long bytesPerSecond) {
        this.port = port;
        this.settings = settings;
        this.ends = new ClientEnds(settings.target());
        this.pace = new Pace(bytesPerSecond);
        this.stride = new Stride(settings.chunkBytes());
        this.settled = settings.checksum();
    }

    /** @param withOffsets whether answers tell the offset (extended), or their order tells it (base) */
    void begin(IntervalSet missing, boolean withOffsets, long nowNs) {
        pieces = new Pieces(missing);
        extended = withOffsets;
        takenBytes = 0;
        pump(nowNs);
    }

    /** Forgets all: what an old connection still holds of it must not be used again. */
    void reconnect() {
        connection++;
        clear();
    }

    void clear() {
        blocks.clear();
        putOff.clear();
        pieces = new Pieces(IntervalSet.empty());
    }

    boolean isOf(UploadPort.Ticket ticket) {
        return ticket.connection() == connection;
    }

    boolean isDone() {
        return !pieces.hasNext() && blocks.count() == 0;
    }

    boolean answerIsDue() {
        return blocks.due() > 0;
    }

    /** Of what was missing at {@link #begin}. */
    long takenBytes() {
        return takenBytes;
    }

    /** Since when an answer is due. */
    long dueSinceNs() {
        return dueSinceNs;
    }

    private boolean hasNext() {
        int window = settled.isPresent() || extended ? UploadSettings.WINDOW : 1;
        int count = blocks.count();
        return pieces.hasNext()
                && count < window
                && (count == 0 || (blocks.bytes() < UploadSettings.WINDOW_BYTES && port.hasRoom()));
    }

    void pump(long nowNs) {
        while (!putOff.isEmpty() && nowNs - putOffUntilNs >= 0) {
            transmit(putOff.poll(), nowNs);
        }
        while (hasNext() && pace.mayGo(nowNs)) {
            Interval piece = pieces.next(stride.next(pace.bytesPerSecond()));
            Block block = new Block(piece.start(), (int) (piece.end() - piece.start()));
            blocks.add(block);
            pace.gone(block.size(), nowNs);
            read(block);
        }
    }

    /** When {@link #pump} has something to do although no answer comes; Long.MAX_VALUE: never. */
    long nextNs() {
        long paced = hasNext() ? pace.nextNs() : Long.MAX_VALUE;
        return putOff.isEmpty() ? paced : Math.min(paced, putOffUntilNs);
    }

    void rate(long bytesPerSecond) {
        pace.rate(bytesPerSecond);
    }

    /** An answer is missing for too long. */
    void silent() {
        stride.silent();
    }

    private void read(Block block) {
        Checksum checksum = settled.orElse(TRIED.get(Math.min(tried, TRIED.size() - 1)));
        UploadPort.Ticket ticket = new UploadPort.Ticket(connection, block.offset(), block.size());
        port.read(ticket, block.offset(), block.size(), checksum);
    }

    void onBlock(UploadPort.Ticket ticket, ByteBuffer data, Checksum checksum, String hex, long nowNs) {
        Block block = isOf(ticket) ? blocks.at(ticket.offset()) : null;
        if (block != null) {
            block.read(data, checksum, hex);
            transmit(block, nowNs);
        }
    }

    private void transmit(Block block, long nowNs) {
        if (blocks.due() == 0) {
            dueSinceNs = nowNs;
        }
        block.sentAt(nowNs);
        blocks.sent(block);
        port.send(RequestCodec.encode(new Request.Chunk(
                settings.target().name(),
                block.offset(),
                block.size(),
                block.checksum(),
                block.hex(),
                block.data().duplicate())));
        port.sent(block.size());
    }

    /**
     * @param answer one that belongs to chunks
     * @return how the upload ends by it, if it does
     */
    Optional<End> answered(Answer answer, long nowNs) {
        if (answer instanceof Answer.Taken t) {
            taken(blocks.at(t.offset()), nowNs);
        } else if (answer instanceof Answer.Ready) {
            taken(blocks.first(), nowNs);
        } else if (answer instanceof Answer.RefusedAt r) {
            Block block = blocks.at(r.offset());
            if (block != null && blocks.answered(block)) {
                return rejected(block, r.text(), nowNs);
            }
        } else if (answer instanceof Answer.Refused r) {
            Block block = blocks.first();
            if (block != null) {
                return rejected(block, r.text(), nowNs);
            }
        }
        return Optional.empty();
    }

    private void taken(Block block, long nowNs) {
        if (block == null || block.data() == null) {
            return;
        }
        if (settled.isEmpty()) {
            settled = Optional.of(block.checksum());
            port.learnt(block.checksum());
        }
        stride.answeredAfter(nowNs - block.sentNs());
        blocks.remove(block);
        takenBytes += block.size();
        port.free(block.data());
        pump(nowNs);
    }

    private Optional<End> rejected(Block block, String text, long nowNs) {
        if (ends.isForNow(text)) {
            if (block.putOff() > MOST_PUT_OFF) {
                return Optional.of(ends.refused(text));
            }
            putOff.add(block);
            putOffUntilNs = nowNs + PUT_OFF_NS;
            return Optional.empty();
        }
        if (settled.isEmpty() && !extended && ++tried < TRIED.size()) {
            port.free(block.data());
            read(block); // another algorithm
        } else if ((settled.isEmpty() && !extended) || block.rejected() > MOST_REJECTIONS) {
            return Optional.of(ends.rejected(block.offset(), text));
        } else {
            transmit(block, nowNs);
        }
        return Optional.empty();
    }
}
