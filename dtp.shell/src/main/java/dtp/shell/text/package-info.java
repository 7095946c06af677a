/** What people and programs read: quantities, the map of holes, progress, JSON events. Pure, but for the stream an event goes to. */
package dtp.shell.text;
