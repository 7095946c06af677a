package dtp.csp.dtp;

import java.util.random.RandomGenerator;

/**
 * The session ids of this node's requests, and whose they are: every request has a fresh random one (csp-dtp.md §9, §10.3).
 * Open addressing, so that looking one up for each packet allocates nothing. The node's thread.
 */
final class SessionIds {
    /** What every C client sends: never ours. */
    private static final int C_CLIENT = 0x900dface;

    private final RandomGenerator random;
    private int[] ids = new int[64];
    private DtpExchange[] owners = new DtpExchange[64];
    private int size;

    SessionIds(RandomGenerator random) {
        this.random = random;
    }

    /** An id that nobody has. */
    int fresh() {
        int id = random.nextInt();
        while (id == 0 || id == C_CLIENT || find(id) != null) {
            id = random.nextInt();
        }
        return id;
    }

    /** @return null: not ours */
    DtpExchange find(int id) {
        for (int at = slot(id); owners[at] != null; at = at + 1 & ids.length - 1) {
            if (ids[at] == id) {
                return owners[at];
            }
        }
        return null;
    }

    void add(DtpExchange owner) {
        if (2 * ++size > ids.length) {
            grow();
        }
        insert(owner);
    }

    private void insert(DtpExchange owner) {
        int at = slot(owner.sessionId());
        while (owners[at] != null) {
            at = at + 1 & ids.length - 1;
        }
        ids[at] = owner.sessionId();
        owners[at] = owner;
    }

    private void grow() {
        DtpExchange[] old = owners;
        ids = new int[2 * old.length];
        owners = new DtpExchange[2 * old.length];
        for (DtpExchange owner : old) {
            if (owner != null) {
                insert(owner);
            }
        }
    }

    void remove(DtpExchange owner) {
        int at = slot(owner.sessionId());
        while (owners[at] != null && owners[at] != owner) {
            at = at + 1 & ids.length - 1;
        }
        if (owners[at] == null) {
            return;
        }
        size--;
        owners[at] = null;
        // what stood behind it in the same run may have been pushed there by it
        for (int next = at + 1 & ids.length - 1; owners[next] != null; next = next + 1 & ids.length - 1) {
            DtpExchange moved = owners[next];
            owners[next] = null;
            insert(moved);
        }
    }

    private int slot(int id) {
        return (id * 0x9e3779b9 >>> 7) & ids.length - 1;
    }
}
