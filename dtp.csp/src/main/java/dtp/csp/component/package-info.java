/** Declarative Services and Config Admin: the only package that sees both columns of this bundle. */
package dtp.csp.component;
