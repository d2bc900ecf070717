package dev.millrace.batch.schedule;

import java.time.Instant;
import java.util.Locale;

/**
 * When a job runs by itself.
 *
 * @param job its name
 * @param cron when it is due
 * @param misfire what becomes of a due time that was missed
 * @param isPaused whether due times pass without a run
 * @param nextDue the due time that comes next, or waits to be run
 * @param changedBy who set it
 */
public record Schedule(
        String job,
        Cron cron,
        Misfire misfire,
        boolean isPaused,
        Instant nextDue,
        String changedBy) {

    /** What becomes of due times while no process kept to the schedule. */
    public enum Misfire {
        /** One run as soon as possible, however many were missed. */
        RUN,
        /** Nothing; the next one is run. */
        SKIP;

        /** As the database and the command line say it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Misfire of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** The first due time after the one that waits, and after this moment. */
    Instant dueAfter(Instant now) {
        return cron.after(now.isAfter(nextDue) ? now : nextDue);
    }
}
