package dtp.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of a path. */
class PathModelTest {
    @Test
    void everyKeyIsRead() {
        Impairment read = PathModel.parse("loss=5%,burst=0.01/8/0.5,delay=300ms,jitter=10ms,rate=9600bit,queue=375k,"
                        + "dup=0.01,reorder=0.02/20ms,corrupt=0.001,cut=10s..20s+1m..1.5m")
                .impairment(Direction.B_TO_A);
        Impairment built = Impairment.builder()
                .loss(0.05)
                .burst(new Burst(0.01, 8, 0.5))
                .delay(Duration.ofMillis(300))
                .jitter(Duration.ofMillis(10))
                .rateBytesPerSecond(1200)
                .queueBytes(375_000)
                .duplicate(0.01)
                .reorder(0.02, Duration.ofMillis(20))
                .corrupt(0.001)
                .cut(Duration.ofSeconds(10), Duration.ofSeconds(20))
                .cut(Duration.ofSeconds(60), Duration.ofSeconds(90))
                .build();
        assertEquals(built, read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "seed=7",
                "loss=0.05&delay=300ms",
                "ab.loss=0.1,ba.delay=1500us",
                "seed=-3,burst=0.01/8,reorder=0.5,cut=1ns..2ns",
                "loss=0.1,ab.loss=0",
                "rate=1,queue=0,corrupt=1,dup=1,jitter=3ns"
            })
    void whatIsPrintedIsReadBack(String text) {
        PathModel model = PathModel.parse(text);
        PathModel again = PathModel.parse(model.toString());
        assertEquals(model.toString(), again.toString());
        assertEquals(model.seed(), again.seed());
        for (Direction d : Direction.values()) {
            assertEquals(model.impairment(d), again.impairment(d));
        }
    }

    @Test
    void aKeyForOneWayComesBeforeTheKeyForBothWhateverTheirOrder() {
        PathModel model = PathModel.parse("ab.loss=0.5,loss=0.1");
        assertEquals(0.5, model.impairment(Direction.A_TO_B).loss());
        assertEquals(0.1, model.impairment(Direction.B_TO_A).loss());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "lost=0.1; not lost",
                "ab.lost=0.1; not ab.lost",
                "loss; expected key=value",
                "loss=1.1; loss: loss is a probability from 0 to 1",
                "loss=NaN; loss is a probability",
                "loss=much; expected a probability",
                "delay=300; expected a time",
                "delay=-3s; delay cannot be negative",
                "delay=9999999999h; expected a time",
                "rate=fast; expected bytes",
                "rate=1e999999999; expected bytes",
                "burst=0.1; expected ENTER/FRAMES",
                "burst=0.1/0.5; a burst lasts 1 frame or more",
                "cut=10s; expected FROM..TO",
                "cut=20s..10s; a cut must end after it starts",
                "seed=x; expected a whole number"
            })
    void whatIsWrongIsSaid(String text, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PathModel.parse(text));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PathModel.parse("x".repeat(PathModel.MAX_LENGTH + 1)));
        assertThrows(IllegalArgumentException.class, () -> PathModel.parse("x".repeat(PathModel.MAX_LENGTH)));
    }
}
