/** Netty carries the bytes of the state machines: epoll where the platform has it, NIO elsewhere. */
package dtp.transport.tcp.net;
