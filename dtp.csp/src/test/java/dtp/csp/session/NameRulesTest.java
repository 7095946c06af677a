package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** names.md, row by row. */
class NameRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"3", "image.bin", "a/b/c", "über.txt", "CONSOLE", "a b", "x.part.gz", ".hidden", "com10"})
    void acceptsNamesOfFiles(String name) {
        assertEquals(Optional.empty(), NameRules.problem(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "a\\b",
                "c:d",
                "a\u0000",
                "a\nb",
                "a\u007f",
                "dot.",
                "blank ",
                "x.part",
                "x.PART",
                "x.dtp",
                ".dtp/uploads/x",
                ".DTP/x",
                "con",
                "NUL.txt",
                "a/aux/b",
                "//blocks/1048576/a",
                "\ud800"
            })
    void refusesWhatNamesMayNotBe(String name) {
        assertTrue(NameRules.problem(name).isPresent(), name);
    }

    @Test
    void countsBytesNotCharacters() {
        String part = "ü".repeat(100); // 200 bytes
        assertEquals(Optional.empty(), NameRules.problem(part));
        assertTrue(NameRules.problem(part + "x").isPresent());
        assertEquals(Optional.empty(), NameRules.problem(part + "/" + "x".repeat(54)));
        assertTrue(NameRules.problem(part + "/" + "x".repeat(55)).isPresent());
    }
}
