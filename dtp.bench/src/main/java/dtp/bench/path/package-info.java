/** The whole way of a packet, from socket to slab. */
package dtp.bench.path;
