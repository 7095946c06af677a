package dtp.transport.zmq.machine;

import dtp.api.payload.PayloadInfo;

/** The version of a payload as STAT tells it: changes with the file, at most 64 bytes. Pure. */
final class Versions {
    private Versions() {}

    static String of(PayloadInfo info) {
        String size = Long.toHexString(info.size().orElse(0));
        String time = info.modified()
                .map(m -> Long.toHexString(m.getEpochSecond()) + "." + Integer.toHexString(m.getNano()))
                .orElse("");
        return size + "-" + time;
    }
}
