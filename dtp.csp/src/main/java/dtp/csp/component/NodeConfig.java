package dtp.csp.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of a CSP node, factory PID {@code dtp.csp.node}. */
@ObjectClassDefinition(id = NodeComponent.PID, name = "DTP CSP node", description = "One CSP address and its links")
@interface NodeConfig {
    @AttributeDefinition(name = "Address", description = "0 to 30 (version 1) or 0 to 16382 (version 2)")
    int address();

    @AttributeDefinition(name = "CSP version", description = "1 or 2")
    int version() default 2;

    @AttributeDefinition(
            name = "Links",
            description = "URIs such as udp://9002@127.0.0.1:9001, with ?route=10,12-15 to lead to these nodes only and"
                    + " ?tx=off to begin with transmit inhibit")
    String[] links() default {};

    @AttributeDefinition(
            name = "Largest packet",
            description = "Bytes of data of a packet, sent or taken: 128 to 65000")
    int max_data_bytes() default 4_096;

    @AttributeDefinition(name = "Connections", description = "RDP connections at one time, 1 to 4096")
    int max_connections() default 64;

    @AttributeDefinition(name = "Queue", description = "Bytes of received packets that may wait for the node")
    int queue_bytes() default 8_388_608;

    @AttributeDefinition(name = "Connect timeout", description = "ms after which an unanswered SYN is given up")
    long rdp_connect_timeout_ms() default 10_000;

    @AttributeDefinition(
            name = "Silence timeout",
            description = "ms of silence after which an own connection is given up")
    long rdp_silence_timeout_ms() default 10_000;

    @AttributeDefinition(
            name = "Response repeats",
            description = "ms after which our server repeats an unacknowledged response")
    long[] rdp_response_repeat_ms() default {150, 450, 1_350};

    @AttributeDefinition(name = "Hostname", description = "What ident tells, at most 19 characters")
    String hostname() default "dtp";
}
