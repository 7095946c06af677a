package dtp.path.link;

import dtp.path.Direction;
import dtp.path.ImpairedPath;
import dtp.path.PathModel;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The two sides of one path and what is on its way between them. Sends come from any thread and only put frames into the path;
 * the factory's one thread takes them out and calls the receivers, with no lock held.
 */
final class Joint {
    private final ScheduledThreadPoolExecutor thread;

    /** By the direction that leaves from the side. */
    private final Map<Direction, PathLink> sides = new EnumMap<>(Direction.class);

    private final Map<Direction, ImpairedPath> paths = new EnumMap<>(Direction.class);
    private PathModel model = PathModel.parse("");
    private boolean described;
    private ScheduledFuture<?> wake;
    private long wakeNs = Long.MAX_VALUE;
    private ScheduledFuture<?> contactWake;

    /** The factory's thread, once it has been here. */
    private volatile Thread worker;

    Joint(ScheduledThreadPoolExecutor thread) {
        this.thread = thread;
    }

    /** @param said null when this side leaves the description to the other; @throws IllegalArgumentException for the user */
    PathLink open(PathText text, PathModel said, PathLink link) {
        synchronized (this) {
            if (sides.containsKey(link.out())) {
                throw new IllegalArgumentException("this side of path://" + text.name() + " is open already");
            }
            if (said != null && described && !said.toString().equals(model.toString())) {
                throw new IllegalArgumentException(
                        "the sides of path://" + text.name() + " are described differently: " + model + " and " + said);
            }
            if (said != null && !described) {
                described = true;
                model = said;
                paths.clear();
            }
            sides.put(link.out(), link);
            if (sides.size() == 2 && paths.isEmpty()) {
                long nowNs = System.nanoTime();
                for (Direction d : Direction.values()) {
                    paths.put(d, model.open(d, nowNs));
                }
            }
        }
        thread.execute(this::tellStates);
        return link;
    }

    synchronized boolean isUnused() {
        return sides.isEmpty();
    }

    synchronized boolean send(Direction out, ByteBuffer frame) {
        if (sides.size() < 2) {
            return false;
        }
        ImpairedPath.Verdict verdict = paths.get(out).offer(frame, System.nanoTime());
        arm();
        return verdict != ImpairedPath.Verdict.QUEUE_FULL && verdict != ImpairedPath.Verdict.NO_CONTACT;
    }

    private void arm() {
        long dueNs = Long.MAX_VALUE;
        for (ImpairedPath path : paths.values()) {
            dueNs = Math.min(dueNs, path.nextDueNs());
        }
        if (dueNs == Long.MAX_VALUE || (wake != null && wakeNs <= dueNs)) {
            return;
        }
        if (wake != null) {
            wake.cancel(false);
        }
        wakeNs = dueNs;
        wake = thread.schedule(this::deliver, dueNs - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** On the thread: one frame a turn, and the lock only for taking it out. */
    private void deliver() {
        worker = Thread.currentThread();
        boolean more = true;
        while (more) {
            boolean toB = deliverOne(Direction.A_TO_B);
            boolean toA = deliverOne(Direction.B_TO_A);
            more = toB || toA;
        }
        synchronized (this) {
            wake = null;
            if (!thread.isShutdown()) {
                arm();
            }
        }
    }

    private boolean deliverOne(Direction d) {
        ByteBuffer frame;
        PathLink to;
        synchronized (this) {
            ImpairedPath path = paths.get(d);
            frame = path == null ? null : path.poll(System.nanoTime());
            to = sides.get(d == Direction.A_TO_B ? Direction.B_TO_A : Direction.A_TO_B);
        }
        if (frame != null && to != null) {
            to.arrived(frame);
        }
        return frame != null;
    }

    /** On the thread: at the start, when a side comes or goes, and when the contact plan changes. */
    private void tellStates() {
        worker = Thread.currentThread();
        PathLink[] both;
        boolean up;
        String why;
        synchronized (this) {
            both = sides.values().toArray(new PathLink[0]);
            long nowNs = System.nanoTime();
            boolean contact = model.contacts().isUp(model.link(), nowNs);
            up = both.length == 2 && contact;
            why = both.length < 2
                    ? "the other side is not open"
                    : contact ? model.toString() : "no contact by the plan";
            wakeForContact(nowNs);
        }
        for (PathLink link : both) {
            link.tell(up, why);
        }
    }

    private void wakeForContact(long nowNs) {
        if (contactWake != null) {
            contactWake.cancel(false);
        }
        long changeNs = model.contacts().nextChangeNs(model.link(), nowNs);
        if (changeNs != Long.MAX_VALUE && !thread.isShutdown()) {
            contactWake = thread.schedule(this::tellStates, changeNs - nowNs, TimeUnit.NANOSECONDS);
        }
    }

    /** When it returns, no call of the link's receiver is under way, unless it comes from inside one. */
    void close(PathLink link) {
        synchronized (this) {
            sides.remove(link.out(), link);
            if (sides.isEmpty() && contactWake != null) {
                contactWake.cancel(false);
            }
        }
        if (Thread.currentThread() == worker) {
            return;
        }
        try {
            Future<?> turn = thread.submit(this::tellStates);
            turn.get(1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException | TimeoutException | ExecutionException e) {
            // Stopped already, or a receiver that blocks against its contract: nothing to wait for.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
