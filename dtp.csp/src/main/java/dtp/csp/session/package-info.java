/**
 * The session engine: sinks with back-pressure, checkpoints, the request stream, verification, publishing, listeners, partial
 * content, serving and received uploads. Knows dtp.api, dtp.csp.store and dtp.csp.plan.
 *
 * <p>All time, randomness and threads come in through {@link dtp.csp.session.Tasks}: control state of every session is owned by
 * the {@code ENGINE} lane, which never blocks; blocking work runs on the other lanes. So the whole engine runs in one thread and
 * virtual time in tests.
 */
package dtp.csp.session;
