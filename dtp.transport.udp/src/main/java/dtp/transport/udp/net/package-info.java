/** The machines on Netty: sockets, timers, threads that read payloads. */
package dtp.transport.udp.net;
