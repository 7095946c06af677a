/** The dtp command line: its commands, and {@link dtp.shell.CommandLine}, the service the program of dtp.app calls. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.shell;
