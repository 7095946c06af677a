/** What to ask a source for next: a pure decision. No clock, no thread, no source inside; the session engine calls it. */
package dtp.csp.plan;
