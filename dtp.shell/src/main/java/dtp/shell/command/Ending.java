package dtp.shell.command;

import dtp.api.Session;
import dtp.api.SessionStatus;
import java.util.List;

/** What is said of a session that has come to rest, and with which exit code: another thing for a get than for a put. Pure. */
interface Ending {
    int exit(SessionStatus status);

    /** Results, for exit code 0; the last line tells how sure. */
    List<String> complete(Session session, SessionStatus status);

    /** For people, for every other exit code: what failed, what is safe, how to go on. */
    List<String> unfinished(Session session, SessionStatus status);
}
