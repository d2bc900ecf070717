package dev.millrace.batch.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * The days on which business is done: all but Saturdays, Sundays and the calendar's holidays.
 *
 * @param calendar its name, lower case with dashes
 * @param holidays days that are no business days, whatever day of the week
 */
public record BusinessDays(String calendar, Set<LocalDate> holidays) {

    /** As many days in a row without business are a mistake in the calendar. */
    private static final int LONGEST_BREAK = 366;

    public BusinessDays {
        if (!calendar.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "calendar is '"
                            + calendar
                            + "', expected lower case letters, digits and dashes");
        }
        holidays = Set.copyOf(holidays);
    }

    boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }

    /** This time if its day is a business day, else the same time of day of the next one. */
    ZonedDateTime following(ZonedDateTime time) {
        LocalDate day = time.toLocalDate();
        int days = 0;
        while (!isBusinessDay(day)) {
            day = day.plusDays(1);
            if (++days > LONGEST_BREAK) {
                throw new IllegalStateException(
                        "calendar %s has no business day in the year after %s"
                                .formatted(calendar, time.toLocalDate()));
            }
        }
        return time.plusDays(days);
    }

    /**
     * The first day of the days without business right before this one, or this day: no earlier
     * time moves to this day or a later one.
     */
    LocalDate sinceLastBusinessDay(LocalDate day) {
        LocalDate first = day;
        int days = 0;
        while (!isBusinessDay(first.minusDays(1)) && ++days <= LONGEST_BREAK) {
            first = first.minusDays(1);
        }
        return first;
    }
}
