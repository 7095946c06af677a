package dtp.csp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.api.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a file that the system refuses. */
class TroubleTest {
    private static final String FILE = "/pics/image";

    private static String said(IOException e) {
        Reason reason = Trouble.opening(Optional.of(Path.of(FILE)), e);
        assertEquals(Reason.Code.IO_ERROR, reason.code());
        return reason.text();
    }

    @Test
    void aFileThatCannotBeOpenedIsNamedOnce() {
        for (IOException e : List.of(
                new AccessDeniedException(FILE),
                new FileSystemException(FILE, null, "Stale file handle"),
                new FileSystemException(FILE))) {
            String said = said(e);
            assertTrue(said.startsWith(FILE) && said.lastIndexOf(FILE) == 0, said);
        }
    }

    @Test
    void whyItCannotBeOpenedIsSaid() {
        assertTrue(said(new AccessDeniedException(FILE)).contains("permission denied"));
        assertTrue(
                said(new FileSystemException(FILE, null, "Stale file handle")).contains("(Stale file handle)"));
        assertTrue(said(new IOException("Input/output error")).contains("(Input/output error)"));
    }
}
