/**
 * The contract of the SPI as tests: one test for each numbered sentence of dtp.api, named after its number. A transport, a link,
 * a payload or a store passes by a subclass of a few lines.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.tck;
