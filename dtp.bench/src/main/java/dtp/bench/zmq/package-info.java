/** A bare JeroMQ stream, to compare the ZeroMQ transport with. */
package dtp.bench.zmq;
