package dtp.shell.command;

import dtp.api.link.CspLinkStatus;
import dtp.api.link.CspNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A CSP node that answers each ping after a millisecond, or not at all. */
final class FakeNode implements CspNode {
    static final String LINK = "udp://9001@127.0.0.1:9002";

    boolean up = true;
    boolean answers = true;

    @Override
    public int address() {
        return 10;
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public List<CspLinkStatus> links() {
        return List.of(new CspLinkStatus(LINK, up, true, up ? "open" : "Address already in use"));
    }

    @Override
    public CompletionStage<Long> ping(int node, int bytes, boolean crc32, long timeoutMs) {
        return CompletableFuture.completedFuture(answers ? 1_000_000L : -1L);
    }

    @Override
    public CompletionStage<Map<String, String>> ident(int node, long timeoutMs) {
        return CompletableFuture.completedFuture(Map.of("hostname", "sat"));
    }

    @Override
    public CompletionStage<Long> uptimeS(int node, long timeoutMs) {
        return CompletableFuture.completedFuture(1L);
    }

    @Override
    public CompletionStage<Long> freeBuffers(int node, long timeoutMs) {
        return CompletableFuture.completedFuture(1L);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of();
    }

    @Override
    public boolean transmit(String link, boolean on) {
        return false;
    }
}
