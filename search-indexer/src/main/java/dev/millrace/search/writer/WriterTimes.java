package dev.millrace.search.writer;

import java.time.Duration;

/**
 * When an index writer does what it does not do at every step.
 *
 * @param storePlace how often it stores how far it is: what lies behind that is written again after
 *     a restart, and changes nothing
 * @param sweepGrace how long it waits, after it has read a topic from its start, before it removes
 *     documents that the topic did not have: those who fill a new topic need time, too
 * @param tombstoneAge how long a deletion is remembered in the index: longer than any writer may be
 *     suspended and then go on with what it had in hand
 * @param purge how often it removes tombstones that are older
 * @param firstPause before it tries again
 * @param longestPause before it tries again, after several failures
 */
public record WriterTimes(
        Duration storePlace,
        Duration sweepGrace,
        Duration tombstoneAge,
        Duration purge,
        Duration firstPause,
        Duration longestPause) {

    /** How long to wait after one more failure: twice as long, up to the longest pause. */
    Duration afterAnother(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }

    /** What the program uses. */
    public static WriterTimes defaults() {
        return new WriterTimes(
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                Duration.ofDays(1),
                Duration.ofMinutes(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(10));
    }
}
