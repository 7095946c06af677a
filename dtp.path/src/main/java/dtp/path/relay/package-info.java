/**
 * Relays in user space: {@link dtp.path.relay.Relay} passes datagrams and streams on between real sockets as an impaired path
 * would, with the machines of {@link dtp.path} that the simulated network uses as well.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.path.relay;
