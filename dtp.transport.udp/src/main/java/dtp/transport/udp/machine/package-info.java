/** The roles of KFTP as plain objects: datagrams and times in, datagrams and effects out. One thread each. */
package dtp.transport.udp.machine;
