package dtp.csp.session;

/**
 * How a get makes visible what is whole: out of memory where it never had files (ADR 8), else through its files. On the engine
 * lane.
 */
final class GetPublication {
    private final EngineContext engine;
    private final Intake intake;
    private final Identity identity;
    private final Publication.Ear ear;

    GetPublication(EngineContext engine, Intake intake, Identity identity, Publication.Ear ear) {
        this.engine = engine;
        this.intake = intake;
        this.identity = identity;
        this.ear = ear;
    }

    void start(StoredOptions asked) {
        boolean digestIsMissing =
                asked.requireDigest() && identity.info().digest().isEmpty();
        if (intake.pair().isUnmade() && !digestIsMissing) {
            intake.publishUnmade(identity.info(), asked.replace(), outcome -> unmade(outcome, asked));
        } else {
            throughFiles(asked);
        }
    }

    /** @param outcome null: it was not brief enough, and has files */
    private void unmade(BriefPublication outcome, StoredOptions asked) {
        if (outcome == null || outcome.wrong().isPresent()) {
            throughFiles(asked); // where all is kept whatever happens
        } else {
            ear.published(outcome.computed(), outcome.computed().isPresent());
        }
    }

    private void throughFiles(StoredOptions asked) {
        intake.record(identity.info());
        intake.rest(wrong -> {
            if (wrong.isPresent()) {
                ear.refused(wrong.get());
            } else if (ear.goOn()) {
                new Publication(engine, intake, ear).start(identity.info(), asked.requireDigest(), asked.replace());
            }
        });
    }
}
