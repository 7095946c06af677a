/** JeroMQ sockets, the one thread that owns them, and the threads that read, check and write beside it. */
package dtp.transport.zmq.net;
