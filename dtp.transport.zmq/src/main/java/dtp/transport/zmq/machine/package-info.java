/** The protocol as plain objects: messages and times in, effects out. Owned by one thread each, which its user names. */
package dtp.transport.zmq.machine;
