package dtp.csp.node;

import dtp.csp.rdp.RdpConnection;
import dtp.csp.rdp.RdpEnd;
import dtp.csp.rdp.RdpListener;
import dtp.csp.wire.SynOptions;
import java.nio.ByteBuffer;

/**
 * An RDP connection of the node, of either side. Made by {@link CspNode#connect} or handed to an {@link Acceptor}. The node's
 * thread.
 */
public final class CspConnection {
    private final int peer;
    private final int peerPort;
    private final int localPort;
    private final boolean crc32;
    private RdpConnection rdp;
    private RdpListener listener;
    private int maxDataBytes;

    CspConnection(int peer, int peerPort, int localPort, boolean crc32) {
        this.peer = peer;
        this.peerPort = peerPort;
        this.localPort = localPort;
        this.crc32 = crc32;
    }

    void begin(RdpConnection machine, RdpListener user, int largestData) {
        rdp = machine;
        maxDataBytes = largestData;
        listener = user;
    }

    RdpConnection rdp() {
        return rdp;
    }

    RdpListener listener() {
        return listener;
    }

    void listener(RdpListener user) {
        listener = user;
    }

    long key() {
        return key(peer, peerPort, localPort);
    }

    static long key(int peer, int peerPort, int localPort) {
        return (long) peer << 16 | peerPort << 8 | localPort;
    }

    /** CSP address of the other side. */
    public int peer() {
        return peer;
    }

    public int peerPort() {
        return peerPort;
    }

    public int localPort() {
        return localPort;
    }

    public boolean crc32() {
        return crc32;
    }

    /**
     * Sends a copy of the data, repeated until acknowledged.
     *
     * @param data 1 byte to the node's largest packet
     * @return false: window full, or not open
     */
    public boolean send(ByteBuffer data, long nowNs) {
        Connections.checkLength(data, maxDataBytes);
        return rdp.send(data, nowNs);
    }

    /** Ends the connection, see {@link RdpConnection#close(long)}; idempotent. */
    public void close(long nowNs) {
        rdp.close(nowNs);
    }

    /** Ends the connection without a packet: to the peer it looks like silence, so it tries again later. */
    public void abandon(long nowNs) {
        rdp.abort(RdpEnd.ABANDONED, nowNs);
    }

    /** Other packets of the peer came, such as data: it is not silent. */
    public void heard(long nowNs) {
        rdp.heard(nowNs);
    }

    /** Smoothed round trip; -1: not known. */
    public long rttNs() {
        return rdp.rttNs();
    }

    /** The peer has acknowledged data of ours. */
    public boolean acknowledged() {
        return rdp.acknowledged();
    }

    public boolean isOpen() {
        return rdp.isOpen();
    }

    public SynOptions synOptions() {
        return rdp.synOptions();
    }

    void abort(RdpEnd end, long nowNs) {
        rdp.abort(end, nowNs);
    }

    @Override
    public String toString() {
        return localPort + " - " + peer + ':' + peerPort;
    }
}
