package dtp.csp.session;

import dtp.api.transport.AccessPolicy;
import dtp.api.transport.Peer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whiteboard of access policies: every one must allow; one that throws refuses. Any thread changes it; asked on STORES. */
public final class AccessRules {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRules.class);

    private final List<AccessPolicy> policies = new CopyOnWriteArrayList<>();

    public void add(AccessPolicy policy) {
        policies.add(policy);
    }

    public void remove(AccessPolicy policy) {
        policies.remove(policy);
    }

    boolean allow(Peer peer, AccessPolicy.Action action, String name) {
        for (AccessPolicy policy : policies) {
            try {
                if (!policy.allows(peer, action, name)) {
                    return false;
                }
            } catch (RuntimeException e) {
                LOG.warn(
                        "access policy {} failed; {} of {} is refused to {}",
                        policy.getClass().getName(),
                        action,
                        name,
                        peer,
                        e);
                return false;
            }
        }
        return true;
    }
}
