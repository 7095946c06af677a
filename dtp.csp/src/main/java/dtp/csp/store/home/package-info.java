/**
 * What {@code --home} remembers of sessions, in {@code state/}: where their files are, which ones are done, and digests of files
 * that were served. Lines of text; several processes may share a home. Knows the JDK and dtp.api only.
 */
package dtp.csp.store.home;
