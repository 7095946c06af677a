/** The bundle's services and their configurations. */
package dtp.transport.zmq.component;
