package dtp.csp.session;

import dtp.api.VerificationReport;
import dtp.api.payload.Digest;
import java.nio.file.Path;
import java.util.Optional;

/** A verification's outcome as a value. */
record Report(Path file, Outcome outcome, long bytes, Optional<Digest> computed, Optional<Digest> expected, String text)
        implements VerificationReport {}
