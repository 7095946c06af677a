package dtp.csp.store;

/**
 * The process that has a session open. The triple never comes twice on one machine.
 *
 * @param pid process id
 * @param bootId what tells one start of the machine from the next; empty where the platform has none
 * @param startTime when the process began, in the platform's own unit; only compared
 */
public record Owner(long pid, String bootId, long startTime) {
    @Override
    public String toString() {
        return "process " + pid;
    }
}
