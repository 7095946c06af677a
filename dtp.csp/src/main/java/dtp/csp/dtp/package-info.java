/** DTP over CSP: client and server of csp-dtp.md §5 to §11. Plain machines; the node's thread owns them all. */
package dtp.csp.dtp;
