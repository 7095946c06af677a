/**
 * What ground-segment applications use: {@link dtp.api.SessionService} starts, finds and resumes transfers,
 * {@link dtp.api.Session} is one of them, {@link dtp.api.PartialContent} reads it while it still has holes.
 *
 * <p>Values that may grow are final classes with builders, enums are open (treat an unknown constant as "something else"),
 * and no value holds a Throwable, a thread or a socket.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.api;
