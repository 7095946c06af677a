/**
 * CSP links as services, and the CSP node that uses them. A station adds its modem's framing as a bundle of a hundred lines;
 * what such a bundle must keep are the sentences [L01] and on.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.api.link;
