/** The state machines of both roles (tcp.md): bytes and time in, effects on a {@link Line} out. No socket, thread or clock. */
package dtp.transport.tcp.machine;
