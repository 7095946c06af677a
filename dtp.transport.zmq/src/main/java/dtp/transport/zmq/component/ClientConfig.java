package dtp.transport.zmq.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of ZeroMQ transfers that start here, PID {@code dtp.transport.zmq}; there need be none. */
@ObjectClassDefinition(
        id = ZmqTransportComponent.PID,
        name = "ZeroMQ, client",
        description = "How uploads to and downloads from zmq://HOST:PORT/NAME are made")
@interface ClientConfig {
    @AttributeDefinition(name = "Chunk", description = "Most bytes of one chunk of an upload, up to 16 MiB")
    int chunk_bytes() default 2 << 20;

    @AttributeDefinition(name = "Block", description = "Most bytes of one request of a download, up to 1 MiB")
    int block_bytes() default 256 << 10;

    @AttributeDefinition(name = "Blocks", description = "Requests of a download in flight, 1 to 64")
    int blocks() default 10;

    @AttributeDefinition(name = "CURVE key file", description = "One's own certificate, as dtp keygen makes it")
    String curve_key_file() default "";

    @AttributeDefinition(
            name = "CURVE servers",
            description = "HOST:PORT=PUBLICKEY each: those servers are spoken to with CURVE, others without")
    String[] curve_servers() default {};
}
