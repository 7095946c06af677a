package dtp.csp.store.home;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A line of a state file: fields separated by tabs, the last one the CRC-32C of the UTF-8 bytes before its tab, in eight
 * hexadecimal digits. In fields {@code \t \n \r \\} stand for what would end a field or a line. A torn or foreign line does not decode.
 */
final class StateLine {
    private StateLine() {}

    /** With a line feed at the end. */
    static String encode(List<String> fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            for (int i = 0; i < field.length(); i++) {
                switch (field.charAt(i)) {
                    case '\t' -> line.append("\\t");
                    case '\n' -> line.append("\\n");
                    case '\r' -> line.append("\\r");
                    case '\\' -> line.append("\\\\");
                    default -> line.append(field.charAt(i));
                }
            }
            line.append('\t');
        }
        line.setLength(Math.max(0, line.length() - 1));
        return line + "\t" + crc(line.toString()) + "\n";
    }

    /** Without its line feed. */
    static Optional<List<String>> decode(String line) {
        int last = line.lastIndexOf('\t');
        if (last < 0 || !line.substring(last + 1).equals(crc(line.substring(0, last)))) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        for (String escaped : line.substring(0, last).split("\t", -1)) {
            fields.add(unescaped(escaped));
        }
        return Optional.of(fields);
    }

    private static String unescaped(String field) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                i++;
                plain.append(
                        switch (field.charAt(i)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> field.charAt(i);
                        });
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
