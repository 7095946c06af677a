package dtp.csp.store;

import dtp.api.SessionState;
import dtp.api.interval.IntervalSet;
import dtp.api.payload.PayloadInfo;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the records of a journal add up to. A SNAPSHOT is all of it: tagged values whose tag is the type of the record that the
 * value is the body of. Not thread-safe: the journal's lock guards it.
 */
final class JournalState {
    private static final int INTERVALS = 0x01;
    private static final int BLOCK_BYTES = 0x60; // u64
    private static final int FIRST_BLOCK = 0x61; // u64
    private static final int BLOCK_DIGESTS = 0x62;
    /** Tags of a snapshot that are no record types. */
    private static final int WRITTEN_ONLY = 0x102; // body of a HELD record with flag 1

    private static final int FINAL_NAME = 0x100;

    private final IntervalAccumulator held = new IntervalAccumulator();
    private final IntervalAccumulator written = new IntervalAccumulator();
    private final BlockDigests blocks = new BlockDigests();
    private String finalName = "";
    private Optional<PayloadInfo> info = Optional.empty();
    private RecordBodies.Stated stated =
            new RecordBodies.Stated(new StateRecord(SessionState.PAUSED, Optional.empty(), Instant.EPOCH), false);
    private SourcesRecord sources = SourcesRecord.NONE;
    private Optional<RecordBodies.Publishing> publishing = Optional.empty();
    private Optional<Owner> owner = Optional.empty();
    private String bootId = "";

    static JournalState of(NewSession session, String finalName) {
        JournalState made = new JournalState();
        made.finalName = finalName;
        made.info = session.info();
        made.stated = new RecordBodies.Stated(session.state(), false);
        made.sources = session.sources();
        return made;
    }

    /** Takes a record in; a type that is not known changes nothing. When it throws, nothing was changed. */
    void apply(int type, int flags, ByteBuffer body) throws JournalFormatException {
        boolean lastWord = false;
        switch (type) {
            case RecordFrame.HELD -> hold(intervals(body), (flags & RecordFrame.FLAG_WRITTEN_ONLY) != 0);
            case RecordFrame.INFO -> info = Optional.of(RecordBodies.readInfo(body));
            case RecordFrame.STATE -> stated = RecordBodies.readState(body);
            case RecordFrame.SOURCES -> sources = RecordBodies.readSources(body);
            case RecordFrame.WITHDRAW -> withdraw(intervals(body));
            case RecordFrame.PUBLISH -> {
                publishing = Optional.of(RecordBodies.readPublish(body));
                lastWord = true;
            }
            case RecordFrame.BLOCKS -> readBlocks(body);
            case RecordFrame.BOOT -> boot(RecordBodies.readBoot(body));
            case RecordFrame.OWNER -> {
                owner = RecordBodies.readOwner(body);
                lastWord = publishing.isPresent(); // letting go of the file says nothing about publishing
            }
            default -> {
                return;
            }
        }
        if (!lastWord) {
            publishing = Optional.empty();
        }
    }

    private void hold(IntervalSet set, boolean writtenOnly) {
        if (writtenOnly) {
            written.addAll(set);
            written.removeAll(held.within(set.start(), set.end()));
        } else {
            held.addAll(set);
            written.removeAll(set);
        }
    }

    /** @return bytes that were held or written */
    long withdraw(IntervalSet set) {
        long gone = held.removeAll(set) + written.removeAll(set);
        set.forEach(part -> blocks.forget(part.start(), part.end()));
        return gone;
    }

    /** What was only written before another start of the machine is gone. */
    void boot(String now) {
        if (now.isEmpty() || !now.equals(bootId)) {
            written.clear();
        }
        bootId = now;
    }

    void owner(Optional<Owner> now) {
        owner = now;
    }

    static byte[] intervals(IntervalSet set) {
        return new TlvWriter().put(INTERVALS, IntervalCoding.encode(set)).toBytes();
    }

    private static IntervalSet intervals(ByteBuffer body) throws JournalFormatException {
        IntervalSet set = IntervalSet.empty();
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            if (in.tag() == INTERVALS) {
                set = IntervalCoding.decode(in.value());
            }
        }
        return set;
    }

    static byte[] blocks(int blockBytes, long firstBlock, ByteBuffer digests) {
        TlvWriter out = new TlvWriter();
        putBlocks(out, blockBytes, firstBlock, digests);
        return out.toBytes();
    }

    private static void putBlocks(TlvWriter out, int blockBytes, long firstBlock, ByteBuffer digests) {
        out.putLong(BLOCK_BYTES, blockBytes).putLong(FIRST_BLOCK, firstBlock).put(BLOCK_DIGESTS, digests);
    }

    private void readBlocks(ByteBuffer body) throws JournalFormatException {
        long blockBytes = 0;
        long first = 0;
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case BLOCK_BYTES -> blockBytes = in.number();
                case FIRST_BLOCK -> first = in.number();
                case BLOCK_DIGESTS -> {
                    boolean whole = in.value().remaining() % BlockDigests.DIGEST_BYTES == 0;
                    if (!whole || blockBytes < 1 || blockBytes > Integer.MAX_VALUE || first < 0 || first > 1L << 62) {
                        throw new JournalFormatException("digests of blocks of " + blockBytes + " from " + first);
                    }
                    blocks.put((int) blockBytes, first, in.value());
                }
                default -> {}
            }
        }
    }

    byte[] snapshot() {
        TlvWriter out = new TlvWriter().putText(FINAL_NAME, finalName);
        info.ifPresent(known -> out.put(RecordFrame.INFO, RecordBodies.info(known)));
        out.put(RecordFrame.STATE, RecordBodies.state(stated.state(), stated.discarding()));
        out.put(RecordFrame.SOURCES, RecordBodies.sources(sources));
        out.put(RecordFrame.OWNER, RecordBodies.owner(owner));
        out.put(RecordFrame.BOOT, RecordBodies.boot(bootId));
        out.put(RecordFrame.HELD, intervals(held.snapshot()));
        if (!written.isEmpty()) {
            out.put(WRITTEN_ONLY, intervals(written.snapshot()));
        }
        if (blocks.count() > 0) {
            TlvWriter runs = new TlvWriter();
            blocks.forEachRun((first, digests) -> putBlocks(runs, blocks.blockBytes(), first, digests));
            out.put(RecordFrame.BLOCKS, runs.toBytes());
        }
        publishing.ifPresent(last -> out.put(RecordFrame.PUBLISH, RecordBodies.publish(last)));
        return out.toBytes();
    }

    static JournalState ofSnapshot(ByteBuffer body) throws JournalFormatException {
        JournalState read = new JournalState();
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case FINAL_NAME -> read.finalName = in.text();
                case WRITTEN_ONLY -> read.hold(intervals(in.value()), true);
                default -> read.apply(in.tag(), 0, in.value());
            }
        }
        return read;
    }

    JournalContent content(UUID id, long tornBytes) {
        return new JournalContent(
                id,
                finalName,
                info,
                stated.state(),
                sources,
                held.snapshot(),
                written.snapshot(),
                publishing.map(RecordBodies.Publishing::record),
                blocks.copy(),
                owner,
                tornBytes);
    }

    /** The position behind the last byte that is held or written. */
    long end() {
        return Math.max(held.end(), written.end());
    }

    boolean nothingHeld() {
        return held.isEmpty() && written.isEmpty();
    }

    Optional<RecordBodies.Publishing> publishing() {
        return publishing;
    }

    Optional<Owner> owner() {
        return owner;
    }

    /** True when both files are about to be deleted. */
    boolean discarding() {
        return stated.discarding();
    }
}
