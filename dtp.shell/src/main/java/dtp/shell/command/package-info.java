/** The commands of {@code dtp}: one small class each. They use dtp.api and what {@link dtp.shell.command.Station} gives them. */
package dtp.shell.command;
