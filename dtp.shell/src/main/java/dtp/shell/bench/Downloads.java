package dtp.shell.bench;

import dtp.api.GetRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Many downloads through the API, by the session service of this process. Used on the command's thread. */
public interface Downloads {
    /**
     * Makes them all, returns when they are complete.
     *
     * @param home of the session service, which is made at the first call
     * @param atOnce sessions that run at the same time
     * @throws IOException naming the first that was not completed
     */
    void all(Path home, List<GetRequest> requests, int atOnce) throws IOException, InterruptedException;
}
