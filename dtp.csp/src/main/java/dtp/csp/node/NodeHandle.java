package dtp.csp.node;

import java.util.concurrent.Executor;

/**
 * A running node, as a service inside this bundle: for DTP's client and servers. Any thread; what is done with {@link #node}
 * is done on its thread, by {@link #execute}.
 */
public interface NodeHandle extends Executor {
    /** Touch it on the node's thread only. */
    CspNode node();

    /** Now, in the node's time: ns since its start. */
    long nowNs();

    /**
     * Runs the task on the node's thread, soon, in the order of the calls.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the node has stopped
     */
    @Override
    void execute(Runnable task);
}
