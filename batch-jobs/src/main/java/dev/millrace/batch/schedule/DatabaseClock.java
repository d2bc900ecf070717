package dev.millrace.batch.schedule;

import com.github.kagkarlsson.scheduler.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The clock of the database, which all processes share: what somebody does to the clock of one
 * machine changes nothing. Asked now and then; in between, the time since is that of a counter that
 * nobody sets.
 *
 * <p>Safe for threads.
 */
final class DatabaseClock implements Clock {

    private static final Duration ASK_EVERY = Duration.ofSeconds(10);

    private record Answer(Instant moment, long nanos) {}

    private final JdbcClient sql;
    private volatile Answer last;

    /** Asks for the first time. */
    DatabaseClock(JdbcClient sql) {
        this.sql = sql;
        this.last = ask();
    }

    @Override
    public Instant now() {
        if (System.nanoTime() - last.nanos() > ASK_EVERY.toNanos()) {
            last = ask();
        }
        Answer known = last;
        return known.moment().plusNanos(System.nanoTime() - known.nanos());
    }

    /** Time since the last answer. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - last.nanos());
    }

    private Answer ask() {
        Instant moment =
                sql.sql("select clock_timestamp()")
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant();
        // Taken after the answer: the clock is late by the way back, never early.
        return new Answer(moment, System.nanoTime());
    }
}
