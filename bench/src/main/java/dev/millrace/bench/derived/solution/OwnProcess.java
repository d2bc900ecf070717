package dev.millrace.bench.derived.solution;

import java.util.OptionalLong;

/** A solution that works in a process of its own, beside the database. */
public interface OwnProcess extends Solution {

    /** Its process, whether that runs or not. */
    SolutionProcess process();

    /** The process; empty while it does not run. */
    default OptionalLong pid() {
        return process().pid();
    }

    /** A server that it has beside its process, as a tree of processes; empty without one. */
    default OptionalLong ownServer() {
        return OptionalLong.empty();
    }

    /** Kills it (signal 9). */
    default void kill() throws InterruptedException {
        process().kill();
    }

    @Override
    default void failIfBroken() {
        process().failIfBroken();
    }
}
