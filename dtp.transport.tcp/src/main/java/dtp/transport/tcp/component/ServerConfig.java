package dtp.transport.tcp.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a server, factory PID {@code dtp.transport.tcp.server}. */
@ObjectClassDefinition(
        id = TcpServerComponent.PID,
        name = "TCP transfers, server",
        description = "Serves the payloads of this container and takes uploads, base and ranged")
@interface ServerConfig {
    @AttributeDefinition(name = "Host", description = "Address to listen at")
    String host() default "0.0.0.0";

    @AttributeDefinition(name = "Port", description = "0 for any")
    int port() default 50_001;

    @AttributeDefinition(name = "Connections", description = "At once; 1 or more")
    int max_connections() default 1_024;

    @AttributeDefinition(
            name = "Idle timeout",
            description = "Milliseconds without progress, after which a connection is closed")
    long idle_timeout_ms() default 60_000;

    @AttributeDefinition(name = "Largest upload", description = "Bytes; 0 for no limit but the space")
    long max_size() default 0;

    @AttributeDefinition(name = "Key store", description = "PKCS 12 with the server's key: then it speaks tcps only")
    String tls_key_store() default "";

    @AttributeDefinition(name = "Key store password", type = AttributeType.PASSWORD)
    String tls_key_store_password() default "";

    @AttributeDefinition(
            name = "Trust store",
            description = "PKCS 12 with the authorities of clients; needs Authenticate clients")
    String tls_trust_store() default "";

    @AttributeDefinition(name = "Trust store password", type = AttributeType.PASSWORD)
    String tls_trust_store_password() default "";

    @AttributeDefinition(name = "Authenticate clients", description = "Clients must have a trusted certificate")
    boolean tls_need_client() default false;
}
