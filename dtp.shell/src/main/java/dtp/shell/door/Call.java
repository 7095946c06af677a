package dtp.shell.door;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as the client was given it. The body of an ARGS frame: columns u16, unicode u8, directory, count u16, arguments;
 * each text is a u16 length and modified UTF-8.
 *
 * @param columns of the client's terminal, 0 when it has none
 * @param directory absolute, where the client runs
 */
public record Call(int columns, boolean unicode, String directory, List<String> args) {
    static final int MAX_ARGS = 4_096;

    public Call {
        args = List.copyOf(args);
    }

    /** @throws IOException when it does not fit */
    byte[] encode() throws IOException {
        if (args.size() > MAX_ARGS) {
            throw new DoorException("at most " + MAX_ARGS + " arguments can be handed on");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(Math.min(columns, 0xffff));
        out.writeBoolean(unicode);
        out.writeUTF(directory);
        out.writeShort(args.size());
        for (String arg : args) {
            out.writeUTF(arg);
        }
        if (bytes.size() > Frame.MAX_BODY) {
            throw new DoorException("the arguments are too long to be handed on");
        }
        return bytes.toByteArray();
    }

    static Call decode(byte[] body) throws DoorException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        try {
            int columns = in.readUnsignedShort();
            boolean unicode = in.readBoolean();
            String directory = in.readUTF();
            int count = in.readUnsignedShort();
            if (count > MAX_ARGS) {
                throw new DoorException("a call has at most " + MAX_ARGS + " arguments, not " + count);
            }
            List<String> args = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                args.add(in.readUTF());
            }
            if (in.available() > 0) {
                throw new DoorException("there is more behind the last argument");
            }
            return new Call(columns, unicode, directory, args);
        } catch (DoorException e) {
            throw e;
        } catch (IOException e) {
            throw new DoorException("a call that ends too early or is no UTF-8", e);
        }
    }
}
