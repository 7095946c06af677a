package dtp.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void withoutAnOptionHomeIsTheUsers() {
        assertEquals(
                Path.of(System.getProperty("user.home"), ".dtp"),
                Settings.of(List.of("get")).home());
    }

    @Test
    void configurationLiesInHomeUnlessSaid() {
        assertEquals(Path.of("/a/config"), Settings.of(List.of("--home", "/a")).config());
        assertEquals(
                Path.of("/b"),
                Settings.of(List.of("get", "--config=/b", "--home", "/a")).config());
    }

    @Test
    void aRelativeHomeIsMadeAbsolute() {
        Path home = Settings.of(List.of("--home", "x/../y")).home();
        assertEquals(Path.of("y").toAbsolutePath(), home);
    }

    @Test
    void theLastValueWins() {
        assertEquals(
                Path.of("/b"), Settings.of(List.of("--home", "/a", "--home=/b")).home());
    }

    @Test
    void whatFollowsTwoDashesIsNoOption() {
        assertTrue(Settings.of(List.of("get", "--", "--home", "/a")).home().endsWith(".dtp"));
    }

    @Test
    void anOptionWithoutItsValueIsRefusedByName() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Settings.of(List.of("get", "--config")));
        assertTrue(e.getMessage().startsWith("--config "), e.getMessage());
    }

    @Test
    void anEmptyValueIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Settings.of(List.of("--home=")));
    }
}
