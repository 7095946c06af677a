/** Packets of CSP, RDP and DTP as records: pure functions between values and bytes. No state, no clock, no thread. */
package dtp.csp.wire;
