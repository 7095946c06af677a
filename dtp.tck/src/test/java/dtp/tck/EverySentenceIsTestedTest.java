package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A numbered sentence in the sources of dtp.api without a test of its number, or a test without a sentence, is an error. */
class EverySentenceIsTestedTest {
    private static final Pattern SENTENCE = Pattern.compile("\\[([A-Z]\\d\\d)]");

    @Test
    void everyNumberedSentenceOfTheApiHasATestAndEveryTestASentence() throws IOException {
        Set<String> sentences = new TreeSet<>();
        try (Stream<Path> all = Files.walk(Path.of("..", "dtp.api", "src", "main", "java"))) {
            for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher m = SENTENCE.matcher(Files.readString(file));
                while (m.find()) {
                    sentences.add(m.group(1).toLowerCase(Locale.ROOT));
                }
            }
        }
        Set<String> tested = new TreeSet<>();
        for (Class<?> contract : new Class<?>[] {
            TransportContract.class,
            TransportServerContract.class,
            CspLinkContract.class,
            PayloadContract.class,
            PayloadStoreContract.class,
            SinkContract.class,
            ServingContract.class
        }) {
            tested.addAll(ContractRun.sentences(contract));
        }
        assertFalse(sentences.isEmpty());
        assertEquals(sentences, tested);
    }
}
