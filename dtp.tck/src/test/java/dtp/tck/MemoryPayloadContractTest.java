package dtp.tck;

import dtp.api.payload.Payload;
import dtp.tck.doubles.MemoryPayload;

class MemoryPayloadContractTest extends PayloadContract {
    @Override
    protected Payload payload(byte[] content) {
        return new MemoryPayload("1", content);
    }

    @Override
    protected void change(Payload opened) {
        ((MemoryPayload) opened).change();
    }
}
