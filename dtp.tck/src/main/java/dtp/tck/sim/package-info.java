/**
 * Deterministic simulation: virtual time, executors that run in it, a network of impaired paths, and seeds that can be
 * replayed. One thread runs a whole simulation; nothing here reads a clock.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.tck.sim;
