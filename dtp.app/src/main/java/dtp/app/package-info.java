/** The program: a jar with Felix and all bundles inside, started by {@link dtp.app.Main}. */
package dtp.app;
