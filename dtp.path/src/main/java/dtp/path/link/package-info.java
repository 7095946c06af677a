/** The CSP link {@code path://}: an impaired path in real time between two nodes of one process, for demonstrations and rehearsals. */
package dtp.path.link;
