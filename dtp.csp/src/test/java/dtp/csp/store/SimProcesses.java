package dtp.csp.store;

/** Processes of a simulated machine: one lives, those before it are dead. */
record SimProcesses(Owner self) implements Processes {
    static SimProcesses first() {
        return new SimProcesses(new Owner(100, "boot-1", 1));
    }

    /** The next process; after a power cut on the next start of the machine. */
    SimProcesses next(boolean powerCut) {
        String boot = powerCut ? self.bootId() + "'" : self.bootId();
        return new SimProcesses(new Owner(self.pid() + 1, boot, self.startTime() + 1));
    }

    @Override
    public boolean alive(Owner owner) {
        return owner.equals(self);
    }
}
