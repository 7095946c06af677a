package dtp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dtp.api.payload.Payload;
import dtp.api.payload.PayloadInfo;
import dtp.api.payload.PayloadStore;
import dtp.api.transport.Serving;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts of stores and serving tried on those that break them. */
class ContractCatchesBrokenStoresAndServingsTest {
    private static long patienceMs;
    private static BrokenStore store;
    private static BrokenServings.Broken serving;

    /** A store that is wrong in one way. */
    record BrokenStore(String sentence, String what, Function<Path, PayloadStore> how) {
        @Override
        public String toString() {
            return sentence + " " + what;
        }
    }

    @BeforeAll
    static void doNotWaitLong() {
        patienceMs = Patience.longMs();
        Patience.longMs(1_000);
    }

    @AfterAll
    static void waitAsBefore() {
        Patience.longMs(patienceMs);
        store = null;
        serving = null;
    }

    static List<BrokenStore> stores() {
        return List.of(
                new BrokenStore("p06", "opens what is not there", folder -> new FolderStore(folder) {
                    @Override
                    public Optional<Payload> open(String name) throws IOException {
                        return name.equals("nothing")
                                ? Optional.of(new MemoryPayload(name, new byte[0]))
                                : super.open(name);
                    }
                }),
                new BrokenStore("p07", "follows symbolic links", folder -> new FolderStore(folder) {
                    @Override
                    boolean isPlain(Path file) {
                        return Files.isRegularFile(file);
                    }
                }),
                new BrokenStore("p08", "lists what is half there", folder -> new FolderStore(folder) {
                    @Override
                    boolean isListed(String name) {
                        return true;
                    }
                }),
                new BrokenStore("p09", "publishes over another payload", folder -> new FolderStore(folder) {
                    @Override
                    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
                        super.publish(verified, info, true);
                    }
                }),
                new BrokenStore("p09", "loses what it cannot publish", folder -> new FolderStore(folder) {
                    @Override
                    public void publish(Path verified, PayloadInfo info, boolean replace) throws IOException {
                        Path own = verified.resolveSibling("own");
                        Files.move(verified, own, StandardCopyOption.ATOMIC_MOVE);
                        super.publish(own, info, replace);
                    }
                }));
    }

    static List<BrokenServings.Broken> servings() {
        return BrokenServings.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stores")
    void aBrokenStoreIsCaughtByTheTestOfItsSentence(BrokenStore broken) {
        store = broken;
        ContractRun.assertFailsOnly(broken.sentence(), BrokenFolder.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servings")
    void aBrokenServingIsCaughtByTheTestOfItsSentence(BrokenServings.Broken broken) {
        serving = broken;
        ContractRun.assertFailsOnly(broken.sentence(), BrokenServing.class);
    }

    @Test
    void everySentenceHasABrokenOne() {
        Set<String> broken =
                stores().stream().map(BrokenStore::sentence).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(ContractRun.sentences(PayloadStoreContract.class), broken);
        assertEquals(
                ContractRun.sentences(ServingContract.class),
                servings().stream()
                        .map(BrokenServings.Broken::sentence)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Run by the tests above only. */
    static final class BrokenFolder extends FolderStoreContract {
        @Override
        PayloadStore store(Path folder) {
            assumeTrue(store != null, "run by the tests above only");
            return store.how().apply(folder);
        }
    }

    /** Run by the tests above only. */
    static final class BrokenServing extends ServingContract {
        @Override
        protected ServingHarness harness() {
            assumeTrue(serving != null, "run by the tests above only");
            ScriptedServing good = new ScriptedServing();
            Serving broken = serving.how().apply(good);
            return new ServingHarness() {
                @Override
                public Serving serving() {
                    return broken;
                }

                @Override
                public void holds(String name, byte[] content) {
                    good.holds(name, content);
                }

                @Override
                public Optional<byte[]> visible(String name) {
                    boolean early = serving.what().equals(BrokenServings.ANSWERS_EARLY);
                    return early ? Optional.empty() : good.content(name).map(RemoteContent::bytes);
                }

                @Override
                public void bundleGone() {
                    if (!serving.what().equals(BrokenServings.IGNORES_BUNDLES)) {
                        good.bundleGone();
                    }
                }

                @Override
                public void close() {}
            };
        }
    }
}
