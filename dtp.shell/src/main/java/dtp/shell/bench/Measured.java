package dtp.shell.bench;

/**
 * One row of the table. Filled on the command's thread.
 *
 * @param value in {@code unit}
 * @param wanted what it should be, for people; may be empty
 */
public record Measured(
        String name, String unit, String wanted, Figures value, Figures serveCpuS, Figures getCpuS, Figures peakMb) {
    public static Measured of(String name, String unit, String wanted) {
        return new Measured(name, unit, wanted, new Figures(), new Figures(), new Figures(), new Figures());
    }

    /** What both processes have cost. */
    public void cost(Child serve, Child get) {
        serveCpuS.add(serve.cpuSeconds());
        getCpuS.add(get.cpuSeconds());
        peakMb.add(Math.max(serve.peakBytes(), get.peakBytes()) / 1e6);
    }
}
