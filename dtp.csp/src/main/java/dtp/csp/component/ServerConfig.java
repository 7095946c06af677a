package dtp.csp.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a DTP server, factory PID {@code dtp.csp.server}. */
@ObjectClassDefinition(
        id = DtpServerComponent.PID,
        name = "DTP over CSP, server",
        description =
                "Serves the payloads of this container whose names are numbers from 0 to 255, on port 7 of the CSP node")
@interface ServerConfig {
    @AttributeDefinition(
            name = "Largest MTU",
            description = "Bytes of a data packet that may be asked for, 16 to 65000")
    int mtu() default 2_048;

    @AttributeDefinition(
            name = "Rate",
            description = "Bytes of payload per second for all transfers together; 0 for no limit")
    long bytes_per_second() default 0;

    @AttributeDefinition(name = "Sessions", description = "Transfers side by side, 1 to 1024; further requests wait")
    int max_sessions() default 16;
}
