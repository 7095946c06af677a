/** When a link has contact and how fast it is then: the contact plan that sessions, relays and simulations share. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("0.1.0")
package dtp.api.contact;
