package dtp.transport.udp.net;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where names of hosts are looked up: on threads of their own, since name servers that do not answer hold them for long. Who
 * names addresses does not wait for anybody. Any thread.
 */
final class Names implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 10;

    /** Blocks. */
    interface Resolver {
        InetAddress find(String name) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("dtp-kftp-names", true));

    Names(Resolver resolver) {
        this.resolver = resolver;
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs what finds these hosts: here where all are addresses.
     *
     * @throws RejectedExecutionException when it is closed
     */
    void execute(Hosts hosts, Runnable finding) {
        if (!hosts.all().stream().allMatch(host -> isAddress(host.name()))) {
            threads.execute(finding);
        } else if (threads.isShutdown()) {
            throw new RejectedExecutionException("the transport stops");
        } else {
            finding.run();
        }
    }

    InetAddress find(String name) throws UnknownHostException {
        return isAddress(name) ? InetAddress.getByName(name) : resolver.find(name);
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
