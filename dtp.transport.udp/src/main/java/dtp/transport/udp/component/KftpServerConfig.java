package dtp.transport.udp.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a KFTP server, factory PID {@code dtp.transport.udp.server}. */
@ObjectClassDefinition(
        id = KftpServerComponent.PID,
        name = "KFTP, server",
        description = "Serves the payloads of this container over UDP, and takes uploads where a store is writable")
@interface KftpServerConfig {
    @AttributeDefinition(name = "Address", description = "Where to listen")
    String host() default "0.0.0.0";

    @AttributeDefinition(name = "Port", description = "1 to 65535; 0 for any that is free")
    int port() default 6969;

    @AttributeDefinition(
            name = "Rate",
            description = "Bytes of payload per second for all transfers together; 0 for no limit")
    long bytes_per_second() default 0;

    @AttributeDefinition(name = "Largest piece", description = "Bytes of payload in a datagram, 64 to 65000")
    int max_piece() default 65_000;

    @AttributeDefinition(
            name = "Transfers",
            description = "Side by side, 1 to 1024; further ones are told to come later")
    int max_transfers() default 1_024;

    @AttributeDefinition(name = "Transfers of an address", description = "Of one IP address, 1 to 1024")
    int max_transfers_per_address() default 16;
}
