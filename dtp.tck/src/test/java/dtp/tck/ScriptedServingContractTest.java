package dtp.tck;

import dtp.api.transport.Serving;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import java.util.Optional;

class ScriptedServingContractTest extends ServingContract {
    @Override
    protected ServingHarness harness() {
        ScriptedServing serving = new ScriptedServing();
        return new ServingHarness() {
            @Override
            public Serving serving() {
                return serving;
            }

            @Override
            public void holds(String name, byte[] content) {
                serving.holds(name, content);
            }

            @Override
            public Optional<byte[]> visible(String name) {
                return serving.content(name).map(RemoteContent::bytes);
            }

            @Override
            public void bundleGone() {
                serving.bundleGone();
            }

            @Override
            public void close() {}
        };
    }
}
