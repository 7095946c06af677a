package dtp.transport.udp.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The servers of a get: whose bytes are taken, and who takes over from whom. The first that is ready leads; another joins at
 * once where no digest is asked for, else when its digest is the leader's, so that no byte of a different file is taken. One
 * thread.
 */
final class Crew {
    private final List<GetLane> lanes = new ArrayList<>();
    private GetLane leader;
    private String digest = "";

    void add(GetLane lane) {
        lanes.add(lane);
    }

    GetLane get(int index) {
        return lanes.get(index);
    }

    int size() {
        return lanes.size();
    }

    List<GetLane> all() {
        return lanes;
    }

    boolean any(Predicate<GetLane> what) {
        return lanes.stream().anyMatch(what);
    }

    long alive() {
        return lanes.stream().filter(GetLane::alive).count();
    }

    /** Those that send. */
    int asked() {
        int n = 0;
        for (GetLane lane : lanes) {
            n += lane.intake() != null && lane.alive() ? 1 : 0;
        }
        return n;
    }

    /** Others can go on without it. */
    boolean others(GetLane lane) {
        return any(l -> l != lane && l.ready());
    }

    /** The digest that all share, in hexadecimal; empty while nobody told one. */
    String digest() {
        return digest;
    }

    private void lead() {
        if (leader == null || !leader.alive()) {
            leader = lanes.stream().filter(GetLane::ready).findFirst().orElse(null);
        }
    }

    /** Notes what it told. @return false: it is another than that of the file which is fetched */
    boolean agrees(GetLane lane) {
        if (lane.digest().isEmpty()) {
            return true;
        }
        String told = lane.digest().get();
        lead();
        if (digest.isEmpty() && lane == leader) {
            digest = told;
        }
        return digest.isEmpty() || digest.equals(told);
    }

    /** Whether its pieces may be taken now. */
    boolean mayJoin(GetLane lane) {
        if (!lane.ready() || lane.intake() != null) {
            return false;
        }
        lead();
        boolean compared = digest.isEmpty() ? !leader.digestOpen() : !lane.digestOpen();
        return lane == leader ? digest.isEmpty() || !lane.digestOpen() : compared;
    }

    /** Who has nothing to do takes half of what the slowest is still to send. @return who took over */
    Optional<GetLane> steal(long nowNs) {
        for (GetLane idle : lanes) {
            if (idle.maySteal(nowNs)) {
                GetLane slow = null;
                for (GetLane other : lanes) {
                    boolean busy = other.alive() && other.intake() != null && other != idle;
                    if (busy
                            && (slow == null
                                    || other.intake().outstanding()
                                            > slow.intake().outstanding())) {
                        slow = other;
                    }
                }
                if (slow != null) {
                    slow.intake().share(Math.max(1, slow.intake().outstanding()));
                }
                return Optional.of(idle);
            }
        }
        return Optional.empty();
    }
}
