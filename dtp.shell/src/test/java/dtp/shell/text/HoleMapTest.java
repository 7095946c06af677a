package dtp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dtp.api.interval.IntervalSet;
import org.junit.jupiter.api.Test;

class HoleMapTest {
    private final HoleMap map = HoleMap.of(false);

    @Test
    void aColumnIsFullOnlyWhenEveryByteOfItIsHeld() {
        assertEquals("#+..", map.draw(IntervalSet.of(0, 15), 40, 4));
        assertEquals("##..", map.draw(IntervalSet.of(0, 20), 40, 4));
    }

    @Test
    void oneMissingByteShows() {
        assertEquals("###+", map.draw(IntervalSet.of(0, 39), 40, 4));
        assertEquals("+###", map.draw(IntervalSet.of(1, 40), 40, 4));
    }

    @Test
    void severalHolesInOneColumnAreOnePart() {
        assertEquals("+..#", map.draw(IntervalSet.ofBounds(1, 2, 4, 5, 30, 40), 40, 4));
    }

    @Test
    void nothingAndEverythingAreDrawn() {
        assertEquals("....", map.draw(IntervalSet.empty(), 40, 4));
        assertEquals("####", map.draw(IntervalSet.of(0, 40), 40, 4));
    }

    @Test
    void lessBytesThanColumnsFillTheMap() {
        assertEquals("####....", map.draw(IntervalSet.of(0, 1), 2, 8));
    }

    @Test
    void hugeFilesDoNotOverflow() {
        long size = Long.MAX_VALUE - 1;
        assertEquals("##..", map.draw(IntervalSet.of(0, size / 2), size, 4));
    }

    @Test
    void blocksAreUsedWhereTheTerminalShowsThem() {
        assertEquals("\u2588\u2591", HoleMap.of(true).draw(IntervalSet.of(0, 1), 2, 2));
    }

    @Test
    void theBarOfAnEmptyFileIsFull() {
        assertEquals("####", map.bar(0, 0, 4));
        assertEquals("#...", map.bar(399, 1_000, 4));
    }
}
