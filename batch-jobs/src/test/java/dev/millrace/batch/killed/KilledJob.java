package dev.millrace.batch.killed;

import java.util.Map;

/** A job on real data, and how it shows that its effects have happened once. */
interface KilledJob {

    /** Name of the job. */
    String name();

    /** What it is run with; small chunks, so that there is much to be cut off. */
    Map<String, String> parameters();

    /**
     * Makes what the job is to work on, and remembers what is to come of it, as SQL says before the
     * job has run.
     */
    void prepare(Site site);

    /** What holds at any moment, also just after a kill. */
    default void assertNothingIsHalfDone(Site site) {}

    /** What holds when the job is done, however often it was killed. */
    void assertDone(Site site);

    /**
     * Whether rows that its executions report add up to those of a run that nobody kills: true
     * where rows and progress commit together.
     */
    default boolean countsEachRowOnce() {
        return true;
    }
}
