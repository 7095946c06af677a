package dtp.csp.node;

/** What was bound to the node; closing takes it off again. The node's thread; idempotent. */
@FunctionalInterface
public interface Binding extends AutoCloseable {
    @Override
    void close();
}
