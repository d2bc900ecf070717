package dev.millrace.bench.derived.solution;

import java.util.OptionalLong;

/** A solution that works in a process of its own, beside the database. */
public interface OwnProcess extends Solution {

    /** The process; empty while it does not run. */
    OptionalLong pid();

    /** Kills it (signal 9). */
    void kill() throws InterruptedException;
}
