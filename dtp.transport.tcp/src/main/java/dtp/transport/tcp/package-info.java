/** The TCP transport's bundle; it offers no service yet, see the README beside it. */
package dtp.transport.tcp;
