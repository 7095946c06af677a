package dtp.transport.tcp;

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

/** The layers of this bundle point one way. */
class LayersTest {
    private static final Path SOURCES = Path.of("src/main/java/dtp/transport/tcp");
    private static final Pattern NAMED = Pattern.compile("\\bdtp\\.transport\\.tcp\\.([a-z]+)\\b");

    /** What each package may name of this bundle, besides itself. */
    private static final Map<String, Set<String>> MAY_SEE = Map.of(
            "wire", Set.of(),
            "machine", Set.of("wire"),
            "net", Set.of("wire", "machine"),
            "component", Set.of("wire", "machine", "net"));

    private record Source(String layer, String name, String text) {}

    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Path relative = SOURCES.relativize(file);
                sources.add(new Source(relative.getName(0).toString(), relative.toString(), Files.readString(file)));
            }
        }
        assertFalse(sources.isEmpty());
        return sources;
    }

    /** Comments may name anything but code may not, so that a fully qualified name is caught as well as an import. */
    private static String withoutComments(String text) {
        return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
    }

    @Test
    void everyPackageHasItsPlaceInTheLayers() throws IOException {
        for (Source source : sources()) {
            if (source.name().equals("package-info.java")) {
                continue;
            }
            assertEquals(true, MAY_SEE.containsKey(source.layer()), source.name());
        }
    }

    @Test
    void packagesNameOnlyThoseBelowThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Source source : sources()) {
            Set<String> allowed = MAY_SEE.getOrDefault(source.layer(), Set.of());
            // a configuration PID such as "dtp.transport.tcp.node" in quotes is no dependency
            Matcher named = NAMED.matcher(withoutComments(source.text()).replaceAll("\"[^\"\n]*\"", ""));
            while (named.find()) {
                String other = named.group(1);
                if (!other.equals(source.layer()) && !allowed.contains(other)) {
                    wrong.add(source.name() + " names dtp.transport.tcp." + other);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theProtocolPackagesKnowNoFrameworkLoggerOrNetty() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Source source : sources()) {
            boolean pure = Set.of("wire", "machine").contains(source.layer());
            String code = withoutComments(source.text());
            if (pure && (code.contains("org.osgi.") || code.contains("org.slf4j.") || code.contains("io.netty."))) {
                wrong.add(source.name());
            }
        }
        assertEquals(List.of(), wrong);
    }
}
