package dtp.path;

import dtp.api.contact.ContactPlan;
import dtp.api.contact.ContactWindow;

/**
 * One link's look at a contact plan, remembered until the plan next changes, because a plan is searched line by line and a
 * path asks with every frame. Not thread-safe.
 */
final class ContactView {
    private final ContactPlan plan;
    private final String link;
    private long fromNs = Long.MAX_VALUE;
    private long untilNs = Long.MIN_VALUE;
    private boolean up;
    private long rateBytesPerSecond;

    ContactView(ContactPlan plan, String link) {
        this.plan = plan;
        this.link = link;
    }

    boolean isUp(long nowNs) {
        look(nowNs);
        return up;
    }

    /** 0 when the plan says nothing of a rate. */
    long rateBytesPerSecond(long nowNs) {
        look(nowNs);
        return rateBytesPerSecond;
    }

    /** When the plan next changes; Long.MAX_VALUE for never. */
    long nextChangeNs(long nowNs) {
        look(nowNs);
        return untilNs;
    }

    private void look(long nowNs) {
        if (nowNs >= fromNs && nowNs < untilNs) {
            return;
        }
        fromNs = nowNs;
        untilNs = plan.nextChangeNs(link, nowNs);
        up = plan.isUp(link, nowNs);
        rateBytesPerSecond = plan.at(link, nowNs)
                .map(ContactWindow::rateBytesPerSecond)
                .map(rate -> rate.orElse(0))
                .orElse(0L);
    }
}
