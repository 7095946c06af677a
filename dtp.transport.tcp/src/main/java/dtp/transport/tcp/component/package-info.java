/** Configuration makes the transport and its servers. */
package dtp.transport.tcp.component;
