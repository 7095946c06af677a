package dtp.tck;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import dtp.api.transport.Serving;
import dtp.tck.broken.Broken;
import dtp.tck.broken.BrokenServings;
import dtp.tck.doubles.MemoryPayload;
import dtp.tck.doubles.RemoteContent;
import dtp.tck.doubles.ScriptedServing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contracts of stores and serving tried on those that break them. */
class ContractCatchesBrokenStoresAndServingsTest {
    private static final ContractTrial<Function<Path, PayloadStore>> STORES =
            new ContractTrial<>(BrokenFolder.class, stores(), 1_000);
    private static final ContractTrial<UnaryOperator<Serving>> SERVINGS =
            new ContractTrial<>(BrokenServing.class, BrokenServings.all(), 1_000);

    @TestFactory
    Stream<DynamicTest> aBrokenStoreIsCaughtByTheTestOfItsSentence() {
        return STORES.tests();
    }

    @TestFactory
    Stream<DynamicTest> aBrokenServingIsCaughtByTheTestOfItsSentence() {
        return SERVINGS.tests();
    }

    private static List<Broken<Function<Path, PayloadStore>>> stores() {
        return List.of(
                new Broken<>("p06", "opens what is not there", folder -> new FolderStore(folder) {
                    @Override
                    public Optional<Payload> open(String name) throws IOException {
                        return name.equals("nothing")
                                ? Optional.of(new MemoryPayload(name, new byte[0]))
                                : super.open(name);
                    }
                }),
                new Broken<>("p07", "follows symbolic links", folder -> new FolderStore(folder) {
                    @Override
                    boolean isPlain(Path file) {
                        return Files.isRegularFile(file);
                    }
                }),
                new Broken<>("p08", "lists what is half there", folder -> new FolderStore(folder) {
                    @Override
                    boolean isListed(String name) {
                        return true;
                    }
                }),
                new Broken<>("p09", "publishes over another payload", folder -> new FolderStore(folder) {
                    @Override
                    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
                        super.publish(verified, info, true);
                    }
                }),
                new Broken<>("p09", "loses what it cannot publish", folder -> new FolderStore(folder) {
                    @Override
                    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
                        Path own = verified.resolveSibling("own");
                        Files.move(verified, own, StandardCopyOption.ATOMIC_MOVE);
                        super.publish(own, info, replace);
                    }
                }));
    }

    /** Run by the trial only. */
    static final class BrokenFolder extends FolderStoreContract {
        @Override
        PayloadStore store(Path folder) {
            return STORES.current().how().apply(folder);
        }
    }

    /** Run by the trial only. */
    static final class BrokenServing extends ServingContract {
        @Override
        protected ServingHarness harness() {
            Broken<UnaryOperator<Serving>> broken = SERVINGS.current();
            ScriptedServing good = new ScriptedServing();
            Serving serving = broken.how().apply(good);
            return new ServingHarness() {
                @Override
                public Serving serving() {
                    return serving;
                }

                @Override
                public void holds(String name, byte[] content) {
                    good.holds(name, content);
                }

                @Override
                public Optional<byte[]> visible(String name) {
                    boolean early = broken.what().equals(BrokenServings.ANSWERS_EARLY);
                    return early ? Optional.empty() : good.content(name).map(RemoteContent::bytes);
                }

                @Override
                public void bundleGone() {
                    if (!broken.what().equals(BrokenServings.IGNORES_BUNDLES)) {
                        good.bundleGone();
                    }
                }

                @Override
                public void close() {}
            };
        }
    }
}
