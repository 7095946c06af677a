package dtp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"100,100", "1,1", "2M,2000000", "1.5k,1500", "1G,1000000000", "500K,500000", "2 kB/s,2000", "192B/s,192"
    })
    void ratesAreReadWithTheirSuffix(String text, long expected) {
        assertEquals(OptionalLong.of(expected), Quantity.rate(text));
    }

    @Test
    void autoIsNoRate() {
        assertEquals(OptionalLong.empty(), Quantity.rate("auto"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "", "0", "0.5", "-1", "2T", "M", "1e3", "99999999999999999G", "2M/s"})
    void whatIsNoRateIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Quantity.rate(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.00 kB",
        "1260000,1.26 MB",
        "12345678,12.3 MB",
        "999499,999 kB",
        "999500,1.00 MB",
        "1073741824,1.07 GB"
    })
    void sizesHaveThreeFiguresAndAUnit(long bytes, String expected) {
        assertEquals(expected, Quantity.sizeText(bytes));
    }

    @Test
    void aRateIsPrintedWithItsUnit() {
        assertEquals("2.00 MB/s", Quantity.rateText(2_000_000));
    }

    @ParameterizedTest
    @CsvSource({"0,0:00", "1,0:01", "9000,0:09", "754000,12:34", "7500000,2:05:00"})
    void timesAreRoundedUp(long ms, String expected) {
        assertEquals(expected, Quantity.timeText(ms));
    }

    @Test
    void whatIsNotWholeIsNeverAHundredPercent() {
        assertEquals("99.9 %", Quantity.percentText(999_999, 1_000_000));
        assertEquals("100.0 %", Quantity.percentText(1_000_000, 1_000_000));
        assertEquals("100.0 %", Quantity.percentText(0, 0));
    }
}
