package dtp.transport.udp.machine;

import dtp.api.payload.Digest;
import dtp.api.payload.PayloadInfo;
import dtp.transport.udp.wire.Packet.Rrq;
import java.util.Map;
import java.util.OptionalLong;

/** What a sender offers (kftp.md, Write). Immutable. */
record WriteRequest(Rrq rrq) {
    /** Sizes and digests that cannot be. */
    static boolean isWrong(Map<String, String> options) {
        OptionalLong size = Options.number(options, Options.SIZE);
        String sha = options.getOrDefault(Options.SHA256, "");
        boolean hex = sha.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        return size.isEmpty() || !hex || (!sha.isEmpty() && sha.length() != 64);
    }

    String name() {
        return rrq.name();
    }

    long size() {
        return Options.number(rrq.options(), Options.SIZE).orElse(0);
    }

    /** Bytes a second; empty: found. */
    OptionalLong rate() {
        return Options.number(rrq.options(), Options.RATE);
    }

    boolean ranges() {
        return Options.ranges(rrq.options());
    }

    PayloadInfo offered() {
        PayloadInfo info = PayloadInfo.named(name()).size(size());
        String sha = value(Options.SHA256);
        return sha.isEmpty() ? info : info.digest(Digest.parse("sha256:" + sha));
    }

    boolean isOfTheSameFileAs(WriteRequest other) {
        return rrq.mode() == other.rrq().mode()
                && name().equals(other.name())
                && value(Options.SIZE).equals(other.value(Options.SIZE))
                && value(Options.SHA256).equals(other.value(Options.SHA256));
    }

    private String value(String key) {
        return rrq.options().getOrDefault(key, "");
    }
}
