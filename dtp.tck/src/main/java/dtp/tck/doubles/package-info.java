/**
 * Transports in memory that behave like the four protocols and can be told to misbehave like their remotes: go away, refuse,
 * break off, lose, change. They are honest towards the SPI: the contract tests hold for each of them. What they do is driven by
 * the executor they are given, real or virtual.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.tck.doubles;
