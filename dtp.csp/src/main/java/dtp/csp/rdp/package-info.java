/** RDP as the C implementation speaks it (csp-dtp.md §4), with our rules of §9 and §10: a plain machine without clock or thread. */
package dtp.csp.rdp;
