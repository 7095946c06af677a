/** Where a command writes and how it is interrupted: the same for a terminal and for the door to a running container. */
package dtp.shell.console;
