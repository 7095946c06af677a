package dtp.tck;

import dtp.api.transport.Sink;
import dtp.tck.doubles.RecordingSink;
import java.util.function.UnaryOperator;

/** The harness of the recording sink. */
final class RecordingSinkHarness implements SinkHarness {
    private final RecordingSink recording = new RecordingSink();
    private final Sink sink;

    RecordingSinkHarness(UnaryOperator<Sink> breaking) {
        sink = breaking.apply(recording);
    }

    @Override
    public Sink sink() {
        return sink;
    }

    @Override
    public byte[] received() {
        byte[] received = recording.bytes();
        recording.end();
        return received;
    }

    @Override
    public void end() {
        recording.end();
    }

    @Override
    public void fill() {
        recording.answer(Sink.Take.FULL);
    }

    @Override
    public void drain() {
        recording.answer(Sink.Take.MORE);
    }

    @Override
    public void close() {}
}
