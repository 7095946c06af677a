package dtp.tck;

import dtp.api.link.CspLinkFactory;
import dtp.api.link.CspLinkSettings;
import dtp.path.link.PathLinkFactory;
import java.util.List;
import java.util.function.UnaryOperator;

/** The harness of the path link: both ends in one factory. */
final class PathLinkHarness implements LinkHarness {
    private final CspLinkFactory factory;

    PathLinkHarness(UnaryOperator<CspLinkFactory> breaking) {
        factory = breaking.apply(new PathLinkFactory());
    }

    @Override
    public CspLinkFactory factory() {
        return factory;
    }

    @Override
    public CspLinkSettings a() {
        return new CspLinkSettings("space?side=a&delay=1ms", 1, 1, 2048);
    }

    @Override
    public CspLinkSettings b() {
        return new CspLinkSettings("space?side=b", 2, 1, 2048);
    }

    @Override
    public CspLinkSettings absent() {
        return new CspLinkSettings("void?side=a", 1, 1, 2048);
    }

    @Override
    public List<String> wrong() {
        return List.of("", "space", "space?side=c", "space?side=a&lost=1");
    }

    @Override
    public void close() {}
}
