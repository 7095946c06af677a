package dtp.path;

/** The two directions of a path between side a and side b. */
public enum Direction {
    A_TO_B,
    B_TO_A
}
