/**
 * Session files: the disk port, the journal in {@code NAME.dtp}, the bytes in {@code NAME.part}, publishing, and sets of byte
 * positions that change. The lowest layer of the session engine (durability.md): knows dtp.api and the JDK only, has no thread
 * and no clock of its own. Paths: {@link dtp.csp.store.SessionFileStore} creates, opens and looks at the pair of files;
 * {@link dtp.csp.store.SessionFiles} is one open pair.
 */
package dtp.csp.store;
