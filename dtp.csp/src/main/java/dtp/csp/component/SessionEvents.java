package dtp.csp.component;

import dtp.api.Session;
import dtp.api.SessionListener;
import dtp.api.SessionStatus;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Changes of state as EventAdmin events {@code dtp/session/STATE}, where there is an EventAdmin. On the callout lane. */
@Component
public final class SessionEvents implements SessionListener {
    private final EventAdmin events;

    @Activate
    public SessionEvents(@Reference EventAdmin events) {
        this.events = events;
    }

    @Override
    public void stateChanged(Session session, SessionStatus before, SessionStatus now) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("session", session.id().toString());
        properties.put("direction", session.direction().name());
        properties.put("before", before.state().name());
        properties.put("state", now.state().name());
        properties.put("heldBytes", now.heldBytes());
        session.file().ifPresent(f -> properties.put("file", f.toString()));
        now.reason().ifPresent(r -> {
            properties.put("reason", r.code().name());
            properties.put("text", r.text());
        });
        events.postEvent(new Event("dtp/session/" + now.state(), properties));
    }
}
