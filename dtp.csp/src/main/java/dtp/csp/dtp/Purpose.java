package dtp.csp.dtp;

/** What a request is for. */
enum Purpose {
    DATA,
    /** {@code 0..0}, safe for every size (csp-dtp.md §9). */
    SIZE,
    /** {@code 0..0} to an extended server whose digest was not ready before. */
    DIGEST
}
