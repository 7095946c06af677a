package dtp.csp.session;

import dtp.api.TransferOptions.Durability;
import dtp.api.payload.PayloadInfo;
import java.io.IOException;
import java.nio.file.Path;

/** What an upload asks of the engine around it. */
interface UploadHost extends SessionHost {
    Durability uploadLevel();

    /** Promises room up to this size, without asking the disk. Any thread. @return false: there is none */
    boolean promise(Upload upload, long size);

    /** Makes a verified file visible in the upload's store; on the STORES lane. */
    void publish(Upload upload, Path verified, PayloadInfo info) throws IOException;

    /** The name is free again and nothing is promised any more. Any thread. */
    void letGo(Upload upload);
}
