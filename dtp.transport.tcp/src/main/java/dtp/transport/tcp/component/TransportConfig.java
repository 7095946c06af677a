package dtp.transport.tcp.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the client side, PID {@code dtp.transport.tcp}; works without. */
@ObjectClassDefinition(
        id = TcpTransportComponent.PID,
        name = "TCP transfers, client",
        description = "Downloads and uploads at tcp:// and tcps://")
@interface TransportConfig {
    @AttributeDefinition(name = "Key store", description = "PKCS 12 with the key to show servers; empty for none")
    String tls_key_store() default "";

    @AttributeDefinition(name = "Key store password", type = AttributeType.PASSWORD)
    String tls_key_store_password() default "";

    @AttributeDefinition(
            name = "Trust store",
            description = "PKCS 12 with the authorities of servers; empty for those of Java")
    String tls_trust_store() default "";

    @AttributeDefinition(name = "Trust store password", type = AttributeType.PASSWORD)
    String tls_trust_store_password() default "";

    @AttributeDefinition(name = "Check the host", description = "The server's certificate must name its host")
    boolean tls_check_host() default true;
}
