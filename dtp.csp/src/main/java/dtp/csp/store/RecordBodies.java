package dtp.csp.store;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.SessionState;
import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Bodies of the small records of a journal, as tagged values (see {@link TlvWriter}); a tag means the same in every record.
 * Unknown tags are skipped; an unknown state, reason or digest algorithm of a newer minor version reads as the nearest known.
 */
final class RecordBodies {
    private static final int NAME = 0x10; // payload name, UTF-8
    private static final int SIZE = 0x11; // u64
    private static final int DIGEST_ALGORITHM = 0x12; // JCA name; its value follows as DIGEST
    private static final int DIGEST = 0x13;
    private static final int MODIFIED = 0x14; // i64 s, u32 ns
    private static final int STATE = 0x20; // name of a SessionState
    private static final int REASON = 0x21; // name of a Reason.Code
    private static final int REASON_TEXT = 0x22;
    private static final int REASON_ENDPOINT = 0x23;
    private static final int SINCE = 0x24; // i64 ms
    private static final int DISCARDING = 0x25; // both files are being deleted
    private static final int ENDPOINT = 0x30; // repeated
    private static final int OPTION_NAME = 0x31; // repeated; its value follows as OPTION
    private static final int OPTION = 0x32;
    private static final int FINAL_NAME = 0x40; // file name, no path
    private static final int REPLACE = 0x41;
    private static final int FILE_NUMBER = 0x42; // u64, inode of the .part
    private static final int PID = 0x50; // u64
    private static final int BOOT_ID = 0x51;
    private static final int START_TIME = 0x52; // i64

    private static final byte[] NOTHING = {};

    private RecordBodies() {}

    /** A state as it is recorded. */
    record Stated(StateRecord state, boolean discarding) {}

    /** A publication as it is recorded. */
    record Publishing(PublishRecord record, OptionalLong fileNumber) {}

    static byte[] info(PayloadInfo info) {
        TlvWriter out = new TlvWriter().putText(NAME, info.name());
        info.size().ifPresent(size -> out.putLong(SIZE, size));
        info.digest().ifPresent(digest -> putDigest(out, digest));
        info.modified()
                .ifPresent(when -> out.put(
                        MODIFIED,
                        ByteBuffer.allocate(12)
                                .putLong(when.getEpochSecond())
                                .putInt(when.getNano())
                                .flip()));
        return out.toBytes();
    }

    private static void putDigest(TlvWriter out, Digest digest) {
        out.putText(DIGEST_ALGORITHM, digest.algorithm()).put(DIGEST, digest.value());
    }

    static PayloadInfo readInfo(ByteBuffer body) throws JournalFormatException {
        PayloadInfo info = PayloadInfo.named("");
        String algorithm = "";
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case NAME -> info = PayloadInfo.named(in.text()).learn(info);
                case SIZE -> info = info.size(notNegative(in));
                case DIGEST_ALGORITHM -> algorithm = in.text();
                case DIGEST -> info = digest(algorithm, in).map(info::digest).orElse(info);
                case MODIFIED -> info = info.modified(modified(in));
                default -> {}
            }
        }
        return info;
    }

    private static long notNegative(TlvReader in) throws JournalFormatException {
        if (in.number() < 0) {
            throw new JournalFormatException("a size of " + in.number());
        }
        return in.number();
    }

    private static Optional<Digest> digest(String algorithm, TlvReader in) throws JournalFormatException {
        try {
            return algorithm.isEmpty() ? Optional.empty() : Optional.of(new Digest(algorithm, in.bytes()));
        } catch (IllegalArgumentException e) {
            throw new JournalFormatException(e.getMessage());
        }
    }

    private static Instant modified(TlvReader in) throws JournalFormatException {
        ByteBuffer value = in.value();
        if (value.remaining() != 12) {
            throw new JournalFormatException("a time of " + value.remaining() + " bytes");
        }
        try {
            return Instant.ofEpochSecond(value.getLong(), Integer.toUnsignedLong(value.getInt()));
        } catch (DateTimeException | ArithmeticException e) {
            throw new JournalFormatException("a time out of range");
        }
    }

    static byte[] state(StateRecord state, boolean discarding) {
        TlvWriter out = new TlvWriter()
                .putText(STATE, state.state().name())
                .putLong(SINCE, state.since().toEpochMilli());
        state.reason().ifPresent(reason -> {
            out.putText(REASON, reason.code().name()).putText(REASON_TEXT, reason.text());
            reason.endpoint().ifPresent(at -> out.putText(REASON_ENDPOINT, at.toString()));
        });
        return (discarding ? out.put(DISCARDING, NOTHING) : out).toBytes();
    }

    static Stated readState(ByteBuffer body) throws JournalFormatException {
        SessionState state = SessionState.PAUSED;
        String code = "";
        String text = "";
        String endpoint = "";
        long since = 0;
        boolean discarding = false;
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case STATE -> state = known(SessionState.class, in.text(), SessionState.PAUSED);
                case REASON -> code = in.text();
                case REASON_TEXT -> text = in.text();
                case REASON_ENDPOINT -> endpoint = in.text();
                case SINCE -> since = in.number();
                case DISCARDING -> discarding = true;
                default -> {}
            }
        }
        return new Stated(
                new StateRecord(state, reason(code, text, endpoint), Instant.ofEpochMilli(since)), discarding);
    }

    private static Optional<Reason> reason(String code, String text, String endpoint) {
        if (code.isEmpty()) {
            return Optional.empty();
        }
        Reason.Code known = known(Reason.Code.class, code, Reason.Code.PROTOCOL_ERROR);
        try {
            return Optional.of(
                    endpoint.isEmpty() ? Reason.of(known, text) : Reason.at(Endpoint.parse(endpoint), known, text));
        } catch (IllegalArgumentException e) {
            return Optional.of(Reason.of(known, text)); // an endpoint of a newer grammar
        }
    }

    private static <E extends Enum<E>> E known(Class<E> type, String name, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return otherwise;
    }

    static byte[] sources(SourcesRecord sources) {
        TlvWriter out = new TlvWriter();
        sources.endpoints().forEach(endpoint -> out.putText(ENDPOINT, endpoint));
        new TreeMap<>(sources.options())
                .forEach((name, value) -> out.putText(OPTION_NAME, name).putText(OPTION, value));
        return out.toBytes();
    }

    static SourcesRecord readSources(ByteBuffer body) throws JournalFormatException {
        List<String> endpoints = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        String name = "";
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case ENDPOINT -> endpoints.add(in.text());
                case OPTION_NAME -> name = in.text();
                case OPTION -> options.put(name, in.text());
                default -> {}
            }
        }
        return new SourcesRecord(endpoints, options);
    }

    static byte[] publish(Publishing publishing) {
        PublishRecord record = publishing.record();
        TlvWriter out = new TlvWriter().putText(FINAL_NAME, record.finalName()).putLong(SIZE, record.size());
        record.digest().ifPresent(digest -> putDigest(out, digest));
        publishing.fileNumber().ifPresent(number -> out.putLong(FILE_NUMBER, number));
        return (record.replace() ? out.put(REPLACE, NOTHING) : out).toBytes();
    }

    static Publishing readPublish(ByteBuffer body) throws JournalFormatException {
        String name = "";
        long size = 0;
        String algorithm = "";
        Optional<Digest> digest = Optional.empty();
        OptionalLong number = OptionalLong.empty();
        boolean replace = false;
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case FINAL_NAME -> name = in.text();
                case SIZE -> size = notNegative(in);
                case DIGEST_ALGORITHM -> algorithm = in.text();
                case DIGEST -> digest = digest(algorithm, in);
                case FILE_NUMBER -> number = OptionalLong.of(in.number());
                case REPLACE -> replace = true;
                default -> {}
            }
        }
        return new Publishing(new PublishRecord(name, size, digest, replace), number);
    }

    /** An empty body means nobody. */
    static byte[] owner(Optional<Owner> owner) {
        return owner.map(o -> new TlvWriter()
                        .putLong(PID, o.pid())
                        .putText(BOOT_ID, o.bootId())
                        .putLong(START_TIME, o.startTime())
                        .toBytes())
                .orElse(NOTHING);
    }

    static Optional<Owner> readOwner(ByteBuffer body) throws JournalFormatException {
        if (!body.hasRemaining()) {
            return Optional.empty();
        }
        long pid = 0;
        String bootId = "";
        long start = 0;
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            switch (in.tag()) {
                case PID -> pid = in.number();
                case BOOT_ID -> bootId = in.text();
                case START_TIME -> start = in.number();
                default -> {}
            }
        }
        return Optional.of(new Owner(pid, bootId, start));
    }

    static byte[] boot(String bootId) {
        return new TlvWriter().putText(BOOT_ID, bootId).toBytes();
    }

    static String readBoot(ByteBuffer body) throws JournalFormatException {
        String bootId = "";
        for (TlvReader in = new TlvReader(body); in.next(); ) {
            if (in.tag() == BOOT_ID) {
                bootId = in.text();
            }
        }
        return bootId;
    }
}
