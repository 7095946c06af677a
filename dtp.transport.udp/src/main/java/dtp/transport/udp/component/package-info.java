/** The services of this bundle. */
package dtp.transport.udp.component;
