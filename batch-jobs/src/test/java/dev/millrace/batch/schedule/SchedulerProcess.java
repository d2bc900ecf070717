package dev.millrace.batch.schedule;

import com.github.kagkarlsson.scheduler.Clock;
import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.devstack.testsupport.JavaProcess;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A process that runs {@code tick} when it is due, to be killed; somebody keeps setting its clock.
 * It ends in order when its input does.
 */
final class SchedulerProcess {

    private SchedulerProcess() {}

    /**
     * Starts it and waits until it looks for due jobs.
     *
     * @param chunks rows of a run
     * @param stepMax longest step of its clock, back or forth
     */
    static JavaProcess start(BatchDatabase database, int chunks, Duration stepMax, long seed) {
        DatabaseSettings batch = database.batch();
        return JavaProcess.start(
                SchedulerProcess.class,
                List.of("-Xmx256m"),
                List.of(
                        batch.host(),
                        Integer.toString(batch.port()),
                        batch.database(),
                        batch.user(),
                        batch.password().reveal(),
                        Integer.toString(chunks),
                        Long.toString(stepMax.toMillis()),
                        Long.toString(seed)),
                "looks for due jobs");
    }

    public static void main(String[] arguments) throws IOException {
        DatabaseSettings login =
                new DatabaseSettings(
                        arguments[0],
                        Integer.parseInt(arguments[1]),
                        arguments[2],
                        arguments[3],
                        new Secret(arguments[4]));
        BatchSettings settings = BatchDatabase.settings();
        BatchOperations operations =
                new BatchOperations(
                        login,
                        settings,
                        List.of(new TickJob("tick", Integer.parseInt(arguments[5]))),
                        new SimpleMeterRegistry(),
                        java.time.Clock.systemUTC());
        long stepMax = Long.parseLong(arguments[6]);
        Random random = new Random(Long.parseLong(arguments[7]));
        try (JobScheduler scheduler =
                JobScheduler.start(
                        operations,
                        login,
                        settings.schedule(),
                        clock -> stepped(clock, stepMax, random))) {
            System.out.println("looks for due jobs");
            while (System.in.read() >= 0) {
                // Nothing is expected but the end.
            }
        }
        System.out.println("all ended");
    }

    private static Clock stepped(Clock clock, long stepMax, Random random) {
        return stepMax == 0
                ? clock
                : () -> clock.now().plusMillis(random.nextLong(-stepMax, stepMax + 1));
    }
}
