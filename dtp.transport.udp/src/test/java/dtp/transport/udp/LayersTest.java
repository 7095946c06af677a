package dtp.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Layers point one way, and Netty stays in one of them. */
class LayersTest {
    private static final Path SOURCES = Path.of("src/main/java/dtp/transport/udp");
    private static final Pattern NAMED = Pattern.compile("\\bdtp\\.transport\\.udp\\.([a-z]+)\\b");
    private static final Map<String, Set<String>> MAY_SEE = Map.of(
            "wire", Set.of(),
            "rate", Set.of(),
            "machine", Set.of("wire", "rate"),
            "net", Set.of("wire", "rate", "machine"),
            "component", Set.of("wire", "rate", "machine", "net"));

    @Test
    void packagesNameOnlyThoseBelowThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(f -> f.toString().endsWith(".java")).toList();
        }
        assertFalse(sources.isEmpty());
        for (Path source : sources) {
            String layer = SOURCES.relativize(source).getName(0).toString();
            String code = Files.readString(source)
                    .replaceAll("(?s)/\\*.*?\\*/", "")
                    .replaceAll("//[^\n]*", "")
                    .replaceAll("\"[^\"\n]*\"", "");
            Matcher named = NAMED.matcher(code);
            while (named.find()) {
                String other = named.group(1);
                if (!other.equals(layer)
                        && !MAY_SEE.getOrDefault(layer, Set.of()).contains(other)) {
                    wrong.add(source + " names " + other);
                }
            }
            if (code.contains("io.netty.") && !layer.equals("net")) {
                wrong.add(source + " names Netty");
            }
        }
        assertEquals(List.of(), wrong);
    }
}
