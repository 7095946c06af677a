/** A command line for tests; made into a bundle that takes the place of dtp.shell. */
package dtp.app.stub;
