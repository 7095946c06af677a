package dtp.transport.udp.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The servers of a get: whose bytes are taken, and who takes over from whom. The first that is ready leads; another joins at
 * once where no digest is asked for, else when its digest is the leader's, so that no byte of a different file is taken. Where
 * the leader tells none, one that tells it takes the lead while no byte has come, else those that tell none either join. One
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

    /** The digest of what comes is not known, and may still be told. */
    boolean digestOpen() {
        lead();
        return digest.isEmpty() && leader != null && leader.digestOpen();
    }

    private void lead() {
        if (leader == null || !leader.alive()) {
            leader = best().orElse(null);
        } else if (leader.digestRefused() && !leader.gave()) {
            GetLane before = leader;
            best().filter(lane -> !lane.digestRefused()).ifPresent(lane -> {
                before.rest();
                leader = lane;
            });
        }
        if (digest.isEmpty() && leader != null) {
            digest = leader.digest().orElse("");
        }
    }

    /** Who has given bytes goes before who tells a digest, and that one before who may tell it. */
    private Optional<GetLane> best() {
        return lanes.stream()
                .filter(GetLane::ready)
                .max(Comparator.comparing(GetLane::gave)
                        .thenComparing(lane -> lane.digest().isPresent())
                        .thenComparing(lane -> !lane.digestRefused())
                        .thenComparing(lane -> -lanes.indexOf(lane)));
    }

    /** @return why what it has is not the file that is fetched, or cannot be known to be; empty while it may be */
    Optional<String> differs(GetLane lane) {
        lead();
        Optional<String> told = lane.digest();
        if (digest.isEmpty()) {
            boolean incomparable = told.isPresent() && !leader.digestOpen();
            return incomparable
                    ? Optional.of(" tells a digest, and the server of what came tells none: they cannot be compared")
                    : Optional.empty();
        }
        if (told.isPresent() && !told.get().equals(digest)) {
            return Optional.of(" has another " + lane.algorithm());
        }
        return lane.digestRefused() ? Optional.of(" tells no " + lane.algorithm()) : Optional.empty();
    }

    /** Whether its pieces may be taken now; asked of those that do not differ. */
    boolean mayJoin(GetLane lane) {
        if (!lane.ready() || lane.intake() != null) {
            return false;
        }
        lead();
        if (digest.isEmpty()) {
            return lane == leader || !leader.digestOpen() && !lane.digestOpen();
        }
        return lane.digest().isPresent();
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
