/**
 * The door to a running container: a UNIX socket in the home, through which a command of another process is run here with its
 * streams, its interrupts and its exit code bridged.
 */
package dtp.shell.door;
