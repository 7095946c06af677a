package dtp.tck;

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

/**
 * The packages of a bundle as its sources have them, for the test that its layers point one way. Read where Maven runs the tests: in
 * the bundle's folder. Immutable.
 */
public final class Layers {
    /** One source file: the layer it is in, its name, and its code without comments. */
    private record Source(String layer, String name, String code) {
        /** A configuration PID such as "dtp.csp.node" in quotes is no dependency. */
        String codeWithoutTexts() {
            return code.replaceAll("\"[^\"\n]*\"", "");
        }
    }

    private final String root;
    private final Map<String, Set<String>> maySee;
    private final List<Source> sources;

    /**
     * @param root the bundle's name, which is its root package
     * @param maySee for each layer, by its last name, those that it may name besides itself
     */
    public Layers(String root, Map<String, Set<String>> maySee) throws IOException {
        this.root = root;
        this.maySee = maySee;
        Path folder = Path.of("src/main/java", root.split("\\."));
        List<Source> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Path relative = folder.relativize(file);
                if (relative.getNameCount() > 1 || !relative.endsWith("package-info.java")) {
                    found.add(new Source(
                            relative.getName(0).toString(),
                            relative.toString(),
                            withoutComments(Files.readString(file))));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no source below " + folder.toAbsolutePath());
        }
        sources = List.copyOf(found);
    }

    /** Comments may name anything but code may not, so that a fully qualified name is caught as well as an import. */
    private static String withoutComments(String text) {
        return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
    }

    /** Sources outside every layer, and those that name a layer which theirs may not see; wanted is none. */
    public List<String> wrong() {
        Pattern named = Pattern.compile("\\b" + Pattern.quote(root) + "\\.([a-z]+)\\b");
        List<String> wrong = new ArrayList<>();
        for (Source source : sources) {
            Set<String> allowed = maySee.get(source.layer());
            if (allowed == null) {
                wrong.add(source.name() + " is in no layer");
                continue;
            }
            Matcher other = named.matcher(source.codeWithoutTexts());
            while (other.find()) {
                if (!other.group(1).equals(source.layer()) && !allowed.contains(other.group(1))) {
                    wrong.add(source.name() + " names " + other.group());
                }
            }
        }
        return wrong;
    }

    /** Sources of these layers that name what the expression finds; wanted is none. */
    public List<String> naming(Pattern what, Set<String> layers) {
        return sources.stream()
                .filter(source -> layers.contains(source.layer()))
                .filter(source -> what.matcher(source.code()).find())
                .map(Source::name)
                .toList();
    }
}
