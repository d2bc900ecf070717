package dev.millrace.batch.schedule;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

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
    private final Optional<BusinessDays> days;

    private Cron(
            String expression, ZoneId zone, CronSchedule schedule, Optional<BusinessDays> days) {
        this.expression = expression;
        this.zone = zone;
        this.schedule = schedule;
        this.days = days;
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
            Cron cron =
                    new Cron(words, zone, new CronSchedule(words, zone, style), Optional.empty());
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

    /** The same, but times on other days move to the same time of the next business day. */
    public Cron on(BusinessDays businessDays) {
        return new Cron(expression, zone, schedule, Optional.of(businessDays));
    }

    /** The calendar of its business days, if it keeps to any. */
    public Optional<String> calendar() {
        return days.map(BusinessDays::calendar);
    }

    /** The first time after this one, a whole second. Times that move to the same one are one. */
    public Instant after(Instant moment) {
        return days.isEmpty() ? named(moment) : moved(moment, days.get());
    }

    /** An earlier time than the moment may move to a later one, so those are looked at, too. */
    private Instant moved(Instant moment, BusinessDays businessDays) {
        Instant since =
                businessDays
                        .sinceLastBusinessDay(moment.atZone(zone).toLocalDate())
                        .atStartOfDay(zone)
                        .toInstant()
                        .minusSeconds(1);
        Instant time = named(since);
        Instant result = businessDays.following(time.atZone(zone)).toInstant();
        while (!result.isAfter(moment)) {
            time = named(time);
            result = businessDays.following(time.atZone(zone)).toInstant();
        }
        return result;
    }

    private Instant named(Instant moment) {
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
        return expression
                + " "
                + zone
                + days.map(on -> ", business days of " + on.calendar()).orElse("");
    }
}
