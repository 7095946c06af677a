package dtp.transport.zmq.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a ZeroMQ server, factory PID {@code dtp.transport.zmq.server}. */
@ObjectClassDefinition(
        id = ZmqServerComponent.PID,
        name = "ZeroMQ, server",
        description = "Takes uploads and serves reads of HELLO/CHUNK/CLOSE and STAT/FETCH on a ROUTER socket")
@interface ServerConfig {
    @AttributeDefinition(name = "Host", description = "Address to listen at; 0.0.0.0 for all of this machine")
    String host() default "0.0.0.0";

    @AttributeDefinition(name = "Port", description = "TCP port, 0 for any")
    int port() default 5_555;

    @AttributeDefinition(
            name = "Idle timeout",
            description = "Seconds without a message after which a base upload is dropped and an extended one paused")
    int idle_seconds() default 60;

    @AttributeDefinition(name = "Chunk", description = "Most bytes of one chunk, up to 16 MiB")
    int chunk_max_bytes() default 16 << 20;

    @AttributeDefinition(name = "Transfers", description = "Uploads in transit at once, and payloads being read")
    int transfers_max() default 1_024;

    @AttributeDefinition(
            name = "Chunks without checksum",
            description = "Whether a chunk may come with an empty checksum")
    boolean checksum_optional() default false;

    @AttributeDefinition(
            name = "CURVE key file",
            description = "The server's own certificate, as dtp keygen makes it; empty: neither encrypted nor"
                    + " authenticated")
    String curve_key_file() default "";

    @AttributeDefinition(
            name = "CURVE clients",
            description = "NAME=PUBLICKEY each; empty lets every client in that knows the server's public key")
    String[] curve_allowed() default {};
}
