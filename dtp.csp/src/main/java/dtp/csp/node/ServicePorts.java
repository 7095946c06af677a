package dtp.csp.node;

/** Ports of the services that every CSP node has. */
final class ServicePorts {
    static final int CMP = 0;
    static final int PING = 1;
    static final int PS = 2;
    static final int MEMORY_FREE = 3;
    static final int REBOOT = 4;
    static final int BUFFERS_FREE = 5;
    static final int UPTIME = 6;
    /** The first that is not one of them. */
    static final int END = 7;

    private ServicePorts() {}
}
