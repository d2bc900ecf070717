package dev.millrace.batch.schedule;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of {@code batch.holidays}. A change counts for due times that are ahead; one that waits
 * to be run stays.
 */
public record Holidays(JdbcClient sql) {

    /** A day without business. */
    public record Holiday(String calendar, LocalDate day, String name, String addedBy) {}

    /** Those of a calendar, in order. */
    public List<Holiday> of(String calendar) {
        return sql.sql(
                        "select calendar, day, name, added_by from batch.holidays where calendar = ? order by day")
                .param(calendar)
                .query((row, number) ->
                        new Holiday(
                                row.getString(1),
                                row.getDate(2).toLocalDate(),
                                row.getString(3),
                                row.getString(4)))
                .list();
    }

    /**
     * The business days of a calendar; one that has no holidays knows weekends.
     *
     * @throws IllegalArgumentException when no calendar can have this name
     */
    public BusinessDays businessDays(String calendar) {
        Set<LocalDate> days = new TreeSet<>();
        of(calendar).forEach(holiday -> days.add(holiday.day()));
        return new BusinessDays(calendar, days);
    }

    /** Adds one, or renames it. */
    public void add(Holiday holiday) {
        sql.sql(
                        """
                        insert into batch.holidays (calendar, day, name, added_by) values (?, ?, ?, ?)
                        on conflict (calendar, day) do update
                        set name = excluded.name, added_by = excluded.added_by,
                            added_at = clock_timestamp()
                        """)
                .params(holiday.calendar(), holiday.day(), holiday.name(), holiday.addedBy())
                .update();
        moveDueTimes(holiday.calendar(), holiday.addedBy());
    }

    /** Removes one; false when there was none. */
    public boolean remove(String calendar, LocalDate day, String removedBy) {
        boolean isRemoved =
                sql.sql("delete from batch.holidays where calendar = ? and day = ?")
                                .params(calendar, day)
                                .update()
                        > 0;
        if (isRemoved) {
            moveDueTimes(calendar, removedBy);
        }
        return isRemoved;
    }

    private void moveDueTimes(String calendar, String changedBy) {
        Schedules schedules = new Schedules(sql);
        List<String> ahead =
                sql.sql(
                                "select job_name from batch.schedules where calendar = ? and next_due > clock_timestamp()")
                        .param(calendar)
                        .query(String.class)
                        .list();
        for (String job : ahead) {
            Schedule schedule = schedules.find(job).orElseThrow();
            schedules.set(job, schedule.cron(), schedule.misfire(), changedBy);
        }
    }
}
