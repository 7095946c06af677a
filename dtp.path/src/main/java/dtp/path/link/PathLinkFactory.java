package dtp.path.link;

import dtp.api.contact.ContactPlan;
import dtp.api.link.CspLink;
import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkReceiver;
import dtp.api.link.CspLinkSettings;
import dtp.path.PathModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Makes {@code path://NAME?side=a&…}: the two sides of one name are joined by an impaired path in each direction. The
 * description may stand at either side or, equal, at both. One thread serves all of them, and is gone when the last is closed.
 * Takes no configuration, which would make it anew (docs/architecture.md). Any thread.
 */
@Component(configurationPolicy = ConfigurationPolicy.IGNORE, property = CspLinkFactory.SCHEME + "=path")
public final class PathLinkFactory implements CspLinkFactory {
    private final Map<String, Joint> joints = new HashMap<>();
    private final Instant start = Instant.now();
    private final long startNs = System.nanoTime();
    private ScheduledThreadPoolExecutor thread;

    /** For Declarative Services, and for those who demonstrate without it. */
    public PathLinkFactory() {}

    @Override
    public CspLink open(CspLinkSettings settings, CspLinkReceiver receiver) {
        PathText text = PathText.parse(settings.text());
        ContactPlan contacts = contacts(text);
        synchronized (joints) {
            if (thread == null) {
                thread = newThread();
            }
            Joint joint = joints.computeIfAbsent(text.name(), name -> new Joint(thread));
            try {
                PathModel model = PathModel.parse(text.model()).contacts(text.name(), contacts);
                boolean described =
                        !text.model().isEmpty() || !text.contactFile().isEmpty();
                return joint.open(
                        text, described ? model : null, new PathLink(joint, text.out(), receiver, this::closed));
            } finally {
                forgetUnused();
            }
        }
    }

    private ContactPlan contacts(PathText text) {
        if (text.contactFile().isEmpty()) {
            return ContactPlan.always();
        }
        try {
            return ContactPlan.parse(Files.readString(Path.of(text.contactFile())), start, startNs);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the contact plan " + text.contactFile() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ScheduledThreadPoolExecutor newThread() {
        ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, work -> {
            Thread t = new Thread(work, "dtp-path");
            t.setDaemon(true);
            return t;
        });
        made.setRemoveOnCancelPolicy(true);
        made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return made;
    }

    private void closed() {
        synchronized (joints) {
            forgetUnused();
        }
    }

    private void forgetUnused() {
        joints.values().removeIf(Joint::isUnused);
        if (joints.isEmpty() && thread != null) {
            thread.shutdown();
            thread = null;
        }
    }

    @Deactivate
    void deactivate() {
        synchronized (joints) {
            joints.clear();
            forgetUnused();
        }
    }
}
