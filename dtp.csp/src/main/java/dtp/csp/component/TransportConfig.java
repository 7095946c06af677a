package dtp.csp.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of DTP downloads over CSP, PID {@code dtp.csp.transport}; there need be none. */
@ObjectClassDefinition(
        id = CspTransportComponent.PID,
        name = "DTP over CSP, downloads",
        description = "How payloads are asked for where neither the user nor a peer profile says otherwise")
@interface TransportConfig {
    @AttributeDefinition(
            name = "MTU",
            description =
                    "Bytes of a data packet, 16 to 65000. A C node with smaller buffers is damaged by more than they hold:"
                            + " 256 is what the smallest build has")
    int mtu() default 256;

    @AttributeDefinition(
            name = "Careful rate",
            description = "Bytes per second asked of a node that is not known to adapt, when nobody names a rate")
    long base_bytes_per_second() default 10_000;

    @AttributeDefinition(name = "CRC-32C", description = "Requests and responses bear a checksum")
    boolean crc32() default false;
}
