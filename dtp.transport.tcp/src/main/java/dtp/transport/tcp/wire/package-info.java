/** The messages of the TCP state-machine protocol, records and bytes (tcp.md). Knows no connection. */
package dtp.transport.tcp.wire;
