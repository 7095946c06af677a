/** Codec of zmq.md: frames of one message to records and back. Pure; knows no socket, no clock and no thread. */
package dtp.transport.zmq.wire;
