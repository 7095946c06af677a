/** The command line as a component: the only package that sees OSGi. */
package dtp.shell.component;
