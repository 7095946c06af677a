/** What the files of a session cost. */
package dtp.bench.journal;
