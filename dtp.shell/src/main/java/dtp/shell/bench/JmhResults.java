package dtp.shell.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what JMH writes with {@code -rf json}. Pure. */
final class JmhResults {
    private JmhResults() {}

    /**
     * One benchmark with one set of parameters.
     *
     * @param benchmark package, class and method
     * @param parameters in JMH's order
     * @param unit such as {@code ns/op}
     * @param forks of each the mean of its iterations
     */
    record Result(String benchmark, Map<String, String> parameters, String unit, List<Double> forks) {}

    /** @throws IOException when it is something else */
    static List<Result> read(JsonFactory factory, Reader from) throws IOException {
        List<Result> results = new ArrayList<>();
        try (JsonParser json = factory.createParser(from)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("JMH's results are a list, but this begins with " + json.currentToken());
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                results.add(result(json));
            }
        }
        return results;
    }

    private static Result result(JsonParser json) throws IOException {
        String benchmark = "";
        String unit = "";
        Map<String, String> parameters = new LinkedHashMap<>();
        List<Double> forks = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "benchmark" -> benchmark = json.getText();
                case "params" -> {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        parameters.put(json.currentName(), json.nextTextValue());
                    }
                }
                case "primaryMetric" -> unit = metric(json, forks);
                default -> json.skipChildren();
            }
        }
        if (benchmark.isEmpty() || unit.isEmpty() || forks.isEmpty()) {
            throw new IOException("a result of JMH lacks its name, unit or values: " + benchmark + " " + unit);
        }
        return new Result(benchmark, parameters, unit, List.copyOf(forks));
    }

    /** @return the unit */
    private static String metric(JsonParser json, List<Double> forks) throws IOException {
        String unit = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("scoreUnit")) {
                unit = json.getText();
            } else if (field.equals("rawData")) {
                while (json.nextToken() == JsonToken.START_ARRAY) {
                    forks.add(mean(json));
                }
            } else {
                json.skipChildren();
            }
        }
        return unit;
    }

    private static double mean(JsonParser json) throws IOException {
        double sum = 0;
        int many = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            sum += json.getValueAsDouble(Double.NaN);
            many++;
        }
        return sum / many;
    }
}
