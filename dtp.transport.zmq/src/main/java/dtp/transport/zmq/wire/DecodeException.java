package dtp.transport.zmq.wire;

/** A message that is not what zmq.md allows. The text goes into the ERROR answer. Without a stack trace: peers can cause it. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1;

    public DecodeException(String message) {
        super(message, null, false, false);
    }
}
