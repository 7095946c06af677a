/** The figures of a benchmark as a table, as JSON, as a plot, and as a section of a document. */
package dtp.shell.bench.report;
