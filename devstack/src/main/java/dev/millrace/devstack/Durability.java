package dev.millrace.devstack;

/** How much a commit in the embedded PostgreSQL survives. */
public enum Durability {
    /** A commit survives the end of any process and a loss of power: {@code fsync} is on. */
    SAFE,
    /**
     * A commit survives the end of any process, kill -9 included, but not a crash of the operating
     * system: {@code fsync} is off. For tests.
     */
    FAST
}
