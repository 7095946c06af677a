package dtp.tck.broken;

/**
 * Wrong in one way; fails the tests of one sentence and no other.
 *
 * @param sentence the number, such as {@code t12}
 * @param how what breaks it, or makes a broken one of a good one
 */
public record Broken<H>(String sentence, String what, H how) {
    @Override
    public String toString() {
        return sentence + " " + what;
    }
}
