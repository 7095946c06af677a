package dtp.shell.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What several runs of one measurement gave. Not thread-safe. */
public final class Figures {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public int runs() {
        return values.size();
    }

    /** In the order in which they were measured. */
    public List<Double> values() {
        return List.copyOf(values);
    }

    /** The mean of the two in the middle when their number is even; NaN of none. */
    public double median() {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double least() {
        return values.stream().mapToDouble(v -> v).min().orElse(Double.NaN);
    }

    public double most() {
        return values.stream().mapToDouble(v -> v).max().orElse(Double.NaN);
    }
}
