package dtp.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JmhResultsTest {
    private static List<JmhResults.Result> read(String json) throws IOException {
        return JmhResults.read(new JsonFactory(), new StringReader(json));
    }

    @Test
    void aForkIsARunAndItsValueTheMeanOfItsIterations() throws IOException {
        String json = """
                [{"jmhVersion": "1.37", "benchmark": "dtp.bench.set.Accumulator.grow", "jvmArgs": ["-Xmx1g"],
                  "params": {"intervals": "10"},
                  "primaryMetric": {"score": 53.0, "scoreError": "NaN", "scoreConfidence": ["NaN", "NaN"],
                    "scorePercentiles": {"0.0": 40.0}, "scoreUnit": "ns/op", "rawData": [[60.0, 70.0], [40.0, 42.0]]},
                  "secondaryMetrics": {"gc": {"rawData": [[1.0]]}}},
                 {"benchmark": "dtp.bench.journal.Making.makeAndDiscard",
                  "primaryMetric": {"scoreUnit": "us/op", "rawData": [[1]]}}]
                """;
        assertEquals(
                List.of(
                        new JmhResults.Result(
                                "dtp.bench.set.Accumulator.grow",
                                Map.of("intervals", "10"),
                                "ns/op",
                                List.of(65.0, 41.0)),
                        new JmhResults.Result(
                                "dtp.bench.journal.Making.makeAndDiscard", Map.of(), "us/op", List.of(1.0))),
                read(json));
    }

    @Test
    void somethingElseIsRefused() {
        assertThrows(IOException.class, () -> read("{\"benchmark\": \"x\"}"));
        assertThrows(IOException.class, () -> read("[{\"benchmark\": \"x\"}]"));
        assertThrows(IOException.class, () -> read(""));
    }
}
