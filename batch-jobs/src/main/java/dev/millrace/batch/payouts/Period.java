package dev.millrace.batch.payouts;

import dev.millrace.batch.job.JobRun;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/**
 * The days that a run pays for, in UTC.
 *
 * @param first the first day
 * @param last the last day, included
 * @param holdDays days before the end whose payments wait
 */
record Period(LocalDate first, LocalDate last, long holdDays) {

    static final String START = "period-start";
    static final String END = "period-end";
    static final String HOLD_DAYS = "hold-days";

    /**
     * By default the week, Monday to Sunday, before the run's cut-off.
     *
     * @throws dev.millrace.schema.failure.PipelineException when the days do not make a period that
     *     has ended
     */
    static Period of(JobRun run) {
        LocalDate today = run.cutOff().withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
        LocalDate lastSunday = today.with(TemporalAdjusters.previous(DayOfWeek.SUNDAY));
        LocalDate last = run.date(END).orElse(lastSunday);
        LocalDate first = run.date(START).orElse(last.minusDays(6));
        if (!last.isBefore(today)) {
            throw run.refuse(END, "a day before " + today + ", the day of the run's cut-off");
        }
        if (first.isAfter(last)) {
            throw run.refuse(START, "a day not after " + last + ", the last day of the period");
        }
        return new Period(first, last, run.number(HOLD_DAYS));
    }

    /** Refunds count that succeeded before this moment. */
    OffsetDateTime end() {
        return last.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    /** Payments count that were processed before this moment. */
    OffsetDateTime paymentsEnd() {
        return end().minusDays(holdDays);
    }
}
