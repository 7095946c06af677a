/**
 * Impaired paths: what a link does to frames, as a description that can be written down ({@link dtp.path.PathModel}) and as a
 * pure machine that does it ({@link dtp.path.ImpairedPath}). The simulated network of the tests, rehearsals and relays share
 * both, so that the same words mean the same path everywhere.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.path;
