/** What sets of byte ranges cost. */
package dtp.bench.set;
