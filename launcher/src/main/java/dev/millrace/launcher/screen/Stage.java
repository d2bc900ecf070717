package dev.millrace.launcher.screen;

/**
 * One stage of the pipeline at a moment, as the screen shows it.
 *
 * @param name what it is
 * @param state what it is doing, or why it is not
 * @param total events, rows or transactions since the start
 * @param perSecond the same over the last interval
 * @param behind how far it is behind its source, in words; a dash when that means nothing
 * @param latency commit to here, median and 95th percentile, in words; a dash when unknown
 */
public record Stage(
        String name, String state, long total, double perSecond, String behind, String latency) {}
