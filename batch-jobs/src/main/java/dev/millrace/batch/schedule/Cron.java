package dev.millrace.batch.schedule;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * A cron expression in a time zone. Five fields are those of crontab; six begin with the second and
 * allow what Spring's allow, for example {@code 0 0 4 * * SAT#1} for the first Saturday at four.
 */
public final class Cron {

    /** What the library says where no time is left. */
    private static final Instant NEVER =
            com.github.kagkarlsson.scheduler.task.schedule.Schedule.NEVER;

    private final String expression;
    private final ZoneId zone;
    private final CronSchedule schedule;

    private Cron(String expression, ZoneId zone, CronSchedule schedule) {
        this.expression = expression;
        this.zone = zone;
        this.schedule = schedule;
    }

    /**
     * Reads it.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} saying what is wrong with it
     */
    public static Cron of(String expression, ZoneId zone) {
        String words = expression.strip().replaceAll("\\s+", " ");
        CronStyle style = words.split(" ").length == 5 ? CronStyle.UNIX : CronStyle.SPRING53;
        try {
            Cron cron = new Cron(words, zone, new CronSchedule(words, zone, style));
            if (words.equals("-") || cron.after(Instant.EPOCH).equals(NEVER)) {
                throw new IllegalArgumentException("it never comes");
            }
            return cron;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "'%s' is no schedule (%s), expected five fields of crontab such as '30 2 * * 1',"
                                    .formatted(expression, e.getMessage())
                            + " or six that begin with the second",
                    e);
        }
    }

    /** The first time after this one, a whole second. */
    public Instant after(Instant moment) {
        // The library keeps the fraction of the second that it is given.
        Instant second = moment.truncatedTo(ChronoUnit.SECONDS);
        return schedule.getNextExecutionTime(ExecutionComplete.simulatedSuccess(second));
    }

    public String expression() {
        return expression;
    }

    public ZoneId zone() {
        return zone;
    }

    @Override
    public String toString() {
        return expression + " " + zone;
    }
}
