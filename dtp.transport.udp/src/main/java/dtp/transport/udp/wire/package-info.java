/** The datagrams of KFTP as records and back (kftp.md): pure functions, no state. */
package dtp.transport.udp.wire;
