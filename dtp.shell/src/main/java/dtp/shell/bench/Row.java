package dtp.shell.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One row of a benchmark's table: what is measured, what is wanted of it, what it is compared with, and what the runs gave. Built
 * and filled on the command's thread.
 */
public final class Row {
    /** A key to compare with: the best of the peers in the same unit that were measured in the same run. */
    public static final String BEST_PEER = "*best peer";

    /** Whose figure it is. */
    public enum Kind {
        OURS,
        /** Of another program, side by side. */
        PEER,
        /** Of the machine: what could be had at most. */
        LIMIT
    }

    /**
     * With what the figure is compared.
     *
     * @param key of the other row, {@link #BEST_PEER}, or {@code GROUP/*} for the best of a group
     * @param atLeast how many times as good ours is to be; NaN when the ratio is only told
     */
    public record Against(String key, double atLeast) {}

    private final Kind kind;
    private final String key;
    private final String name;
    private final String unit;
    private final Measurement measurement;
    private Wanted wanted = Wanted.more();
    private final List<Against> against = new ArrayList<>();
    private final List<String> needs = new ArrayList<>();
    private final Figures value = new Figures();
    private final Figures serverCpuS = new Figures();
    private final Figures clientCpuS = new Figures();
    private final Figures serverPeakMb = new Figures();
    private final Figures clientPeakMb = new Figures();
    private String problem;

    private Row(Kind kind, String key, String name, String unit, Measurement measurement) {
        this.kind = kind;
        this.key = Objects.requireNonNull(key);
        this.name = Objects.requireNonNull(name);
        this.unit = Objects.requireNonNull(unit);
        this.measurement = Objects.requireNonNull(measurement);
    }

    /**
     * @param key for {@code --only} and comparisons; {@code rate/100k} is of the kind {@code rate}
     * @param name for people
     * @param unit such as {@code MB/s} or {@code s}
     */
    public static Row ours(String key, String name, String unit, Measurement measurement) {
        return new Row(Kind.OURS, key, name, unit, measurement);
    }

    /** One of ours whose figures come from elsewhere: it is filled by {@link #add}, not by {@link Run#interleave}. */
    public static Row measured(String key, String name, String unit) {
        return ours(key, name, unit, () -> {
            throw new IOException(name + " is measured together with others");
        });
    }

    /** As {@link #ours}, of another program. */
    public static Row peer(String key, String name, String unit, Measurement measurement) {
        return new Row(Kind.PEER, key, name, unit, measurement);
    }

    /** As {@link #ours}, of the machine. */
    public static Row limit(String key, String name, String unit, Measurement measurement) {
        return new Row(Kind.LIMIT, key, name, unit, measurement);
    }

    /** More is better unless this says something else. */
    public Row wanted(Wanted what) {
        wanted = Objects.requireNonNull(what);
        return this;
    }

    /** The ratio to another row of the same unit is told, and is to be at least that. */
    public Row against(String otherKey, double atLeast) {
        against.add(new Against(otherKey, atLeast));
        return this;
    }

    /** The ratio to another row of the same unit is told. */
    public Row against(String otherKey) {
        return against(otherKey, Double.NaN);
    }

    /** Programs that must be in the PATH; without one of them the row is left out, which is told. */
    public Row needs(List<String> programs) {
        needs.addAll(programs);
        return this;
    }

    /** Takes what a run gave; {@link Run#interleave} does. */
    public void add(Sample sample) {
        value.add(sample.value());
        sample.server().ifPresent(cost -> {
            serverCpuS.add(cost.cpuSeconds());
            serverPeakMb.add(cost.peakBytes() / 1e6);
        });
        sample.client().ifPresent(cost -> {
            clientCpuS.add(cost.cpuSeconds());
            clientPeakMb.add(cost.peakBytes() / 1e6);
        });
    }

    /** Notes why it has no, or no more, figures. */
    public void fail(String why) {
        problem = why;
    }

    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    public boolean met() {
        return problem == null && wanted.isMetBy(value.median());
    }

    public Kind kind() {
        return kind;
    }

    public String key() {
        return key;
    }

    public String name() {
        return name;
    }

    public String unit() {
        return unit;
    }

    public Wanted wanted() {
        return wanted;
    }

    public List<Against> against() {
        return List.copyOf(against);
    }

    List<String> needs() {
        return List.copyOf(needs);
    }

    Measurement measurement() {
        return measurement;
    }

    public Figures value() {
        return value;
    }

    public Figures serverCpuS() {
        return serverCpuS;
    }

    public Figures clientCpuS() {
        return clientCpuS;
    }

    public Figures serverPeakMb() {
        return serverPeakMb;
    }

    public Figures clientPeakMb() {
        return clientPeakMb;
    }
}
