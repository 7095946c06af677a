package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtp verify} of a file that a get has brought, and after a disk has changed it. */
@Tag("slow")
class VerifyIT {
    @TempDir
    Path folder;

    @Test
    void aByteThatChangesAfterwardsIsFound() throws Exception {
        Pair pair = new Pair(folder, 100_000, 4);
        try (DtpProcess server = pair.serve();
                DtpProcess get = pair.get("-m", "2048", "-t", "10M")) {
            assertEquals(0, get.exit(), get.output());
            assertTrue(server.isAlive());
        }
        try (DtpProcess verify = pair.look("verify", pair.output.toString())) {
            assertEquals(0, verify.exit(), verify.output());
            assertTrue(verify.output().contains("verified sha256:"), verify.output());
        }
        try (FileChannel file = FileChannel.open(pair.output, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[64]), 50_000);
        }
        try (DtpProcess verify = pair.look("verify", pair.output.toString())) {
            assertEquals(1, verify.exit(), verify.output());
        }
    }
}
