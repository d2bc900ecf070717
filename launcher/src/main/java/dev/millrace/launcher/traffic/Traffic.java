package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.population.Names;
import dev.millrace.launcher.rows.SqlStates;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live traffic on the application's tables until it is stopped. Lost connections are replaced and a
 * database that is down is waited for; what was missed meanwhile is not made up for.
 */
public final class Traffic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final Duration UNTIL_INTERRUPT = Duration.ofMillis(700);
    private static final Duration UNTIL_GIVEN_UP = Duration.ofMillis(700);

    private final Pace pace;
    private final Tally tally;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Traffic(DataSource dataSource, TrafficSettings settings, Sample sample) {
        long now = System.nanoTime();
        this.pace = new Pace(settings.perSecond(), now);
        this.tally = new Tally(now);
        TrafficMix mix = new TrafficMix(new Accounts(new Names(settings.seed())));
        Chance chance = new Chance(settings.seed());
        for (int number = 1; number <= settings.threads(); number++) {
            Writer writer =
                    new Writer(dataSource, pace, tally, sample, mix, chance.branch("w" + number));
            writers.add(writer);
            threads.add(Thread.ofPlatform().daemon().name("traffic-" + number).unstarted(writer));
        }
    }

    /**
     * Starts the writers.
     *
     * @param dataSource writes for all people, as {@link
     *     dev.millrace.launcher.rows.ApplicationPool} does; each writer keeps one connection
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when the database cannot be
     *     read now, {@link ErrorKind#SERVER_MISCONFIGURED} when it holds no people or no courses
     */
    public static Traffic start(DataSource dataSource, TrafficSettings settings) {
        Sample sample = sample(dataSource);
        if (sample.people.size() == 0 || sample.courses.size() == 0) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "the database holds no people or no published courses to play traffic on:"
                            + " load a population or import one first");
        }
        Traffic traffic = new Traffic(dataSource, settings, sample);
        traffic.threads.forEach(Thread::start);
        LOG.atInfo()
                .addKeyValue("seed", settings.seed())
                .addKeyValue("perSecond", settings.perSecond())
                .addKeyValue("threads", settings.threads())
                .log("Traffic started");
        return traffic;
    }

    private static Sample sample(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return Sample.of(connection);
        } catch (SQLException e) {
            throw SqlStates.failure("the application's tables cannot be read", e);
        }
    }

    /** What was done so far; callable at any time, also after the stop. */
    public TrafficStatus status() {
        return tally.status();
    }

    /**
     * Stops the writers within two seconds: transactions under way are finished, or cut when they
     * hang. Stopping again does nothing.
     *
     * @return what was done in all
     */
    public TrafficStatus stop() {
        boolean first = !pace.isStopped();
        pace.stop();
        try {
            if (!ended(UNTIL_INTERRUPT)) {
                threads.forEach(Thread::interrupt);
                writers.forEach(Writer::abort);
                if (!ended(UNTIL_GIVEN_UP)) {
                    LOG.atWarn().log("A traffic writer did not end and is left behind");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tally.ended();
        TrafficStatus status = status();
        if (first) {
            LOG.atInfo()
                    .addKeyValue("committed", status.committed())
                    .addKeyValue("conflicts", status.conflicts())
                    .addKeyValue("failures", status.failures())
                    .log("Traffic stopped");
        }
        return status;
    }

    private boolean ended(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean all = true;
        for (Thread thread : threads) {
            long left = Math.max(1, deadline - System.nanoTime());
            all &= thread.join(Duration.ofNanos(left));
        }
        return all;
    }

    @Override
    public void close() {
        stop();
    }
}
