package dtp.tck.sim;

/** Two ends joined by an impaired path in each direction. One thread. */
public final class SimulatedLink {
    private final String name;
    private final SimulatedEnd a;
    private final SimulatedEnd b;

    SimulatedLink(String name, SimulatedEnd a, SimulatedEnd b) {
        this.name = name;
        this.a = a;
        this.b = b;
        a.join(b);
        b.join(a);
    }

    public String name() {
        return name;
    }

    public SimulatedEnd a() {
        return a;
    }

    public SimulatedEnd b() {
        return b;
    }

    /** No more loss, duplicates, reordering, corruption and cuts, both ways. */
    public void stopFaults() {
        a.stopFaults();
        b.stopFaults();
    }
}
