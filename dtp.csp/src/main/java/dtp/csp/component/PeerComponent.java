package dtp.csp.component;

import dtp.api.PeerProfile;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * One entry of the address book, factory PID {@value #PID}: makes the {@link PeerProfile} a service, a value, which no component
 * can be. Called by Declarative Services.
 */
@Component(
        configurationPid = PeerComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = PeerComponent.class)
@Designate(ocd = PeerComponent.Config.class, factory = true)
public final class PeerComponent {
    public static final String PID = "dtp.csp.peer";

    /** Configuration. */
    @ObjectClassDefinition(
            id = PID,
            name = "DTP peer",
            description = "What is known of a peer before it is first spoken to")
    @interface Config {
        @AttributeDefinition(
                name = "Profile",
                description = "Such as: sat1 = csp://5, version 1, mtu 200, 2 kB/s, payload 3 = image.bin")
        String profile();
    }

    private final ServiceRegistration<PeerProfile> registration;

    /** @throws IllegalArgumentException naming the part of the profile that is wrong */
    @Activate
    public PeerComponent(BundleContext context, Config config) {
        registration = context.registerService(PeerProfile.class, PeerProfile.parse(config.profile()), null);
    }

    @Deactivate
    void close() {
        registration.unregister();
    }
}
