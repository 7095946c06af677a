package dtp.csp.dtp;

import dtp.csp.node.NodeHandle;
import java.util.concurrent.Executor;

/**
 * What all requests of a server share.
 *
 * @param reader runs blocking reads; in a simulation the caller's own thread
 */
record ServerPort(NodeHandle handle, Executor reader, BlockPool pool, DtpCounters counters, ServerSettings settings) {}
