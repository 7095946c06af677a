/** What {@code dtp bench} measures with: processes of this program, their costs, and tables of figures. */
package dtp.shell.bench;
