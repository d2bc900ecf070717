package dev.millrace.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Due times worked out by hand with a calendar. */
class CronTest {

    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void fiveFieldsAreThoseOfCrontab() {
        assertThat(next("0 */4 * * *", "2026-11-22T03:59:00Z", 3))
                .containsExactly(
                        "2026-11-22T04:00:00Z", "2026-11-22T08:00:00Z", "2026-11-22T12:00:00Z");
        assertThat(next("0 2 1 * *", "2026-11-22T00:00:00Z", 2))
                .containsExactly("2026-12-01T02:00:00Z", "2027-01-01T02:00:00Z");
        // The 22nd is a Sunday.
        assertThat(next("0 3 * * 1", "2026-11-22T00:00:00Z", 2))
                .containsExactly("2026-11-23T03:00:00Z", "2026-11-30T03:00:00Z");
        assertThat(next("0 2 * * 0", "2026-11-22T02:00:00Z", 1))
                .containsExactly("2026-11-29T02:00:00Z");
    }

    @Test
    void sixFieldsBeginWithTheSecond() {
        assertThat(next("0 0 4 * * SAT#1", "2026-11-22T00:00:00Z", 2))
                .containsExactly("2026-12-05T04:00:00Z", "2027-01-02T04:00:00Z");
        assertThat(next("*/10 * * * * *", "2026-11-22T00:00:01Z", 2))
                .containsExactly("2026-11-22T00:00:10Z", "2026-11-22T00:00:20Z");
    }

    @Test
    void dueTimesAreWholeSeconds() {
        assertThat(next("* * * * * *", "2026-11-22T00:00:01.835Z", 2))
                .containsExactly("2026-11-22T00:00:02Z", "2026-11-22T00:00:03Z");
    }

    @Test
    void zoneDecidesAndKeepsTheTimeOfDayOverTheChangeOfClocks() {
        Cron cron = Cron.of("30 4 * * *", ZoneId.of("Europe/Berlin"));

        // Summer time ends on 25 October 2026.
        assertThat(cron.after(Instant.parse("2026-10-24T00:00:00Z")))
                .isEqualTo("2026-10-24T02:30:00Z");
        assertThat(cron.after(Instant.parse("2026-10-25T00:00:00Z")))
                .isEqualTo("2026-10-25T03:30:00Z");
    }

    @Test
    void whatIsNoScheduleIsRefusedByName() {
        for (String wrong : List.of("", "-", "daily", "61 * * * *", "0 0 30 2 *", "* * * *")) {
            assertThatThrownBy(() -> Cron.of(wrong, UTC))
                    .as("'%s'", wrong)
                    .hasMessageContaining("'" + wrong + "' is no schedule")
                    .hasMessageContaining("'30 2 * * 1'");
        }
    }

    @Test
    void everyScheduleOfTheProductCanBeRead() {
        ScheduleDefaults.all()
                .values()
                .forEach(schedule ->
                        assertThat(Cron.of(schedule.cron(), UTC).expression())
                                .isEqualTo(schedule.cron()));
    }

    @Test
    void jobsThatCollideShareAPair() {
        assertThat(ScheduleDefaults.pairs("audit-archive"))
                .containsExactly("audit-archive retention", "update-statistics audit-archive");
        assertThat(ScheduleDefaults.pairs("update-statistics"))
                .containsExactly("update-statistics audit-archive", "update-statistics retention");
        assertThat(ScheduleDefaults.pairs("expiry-sweep")).isEmpty();
    }

    private static List<String> next(String expression, String after, int count) {
        Cron cron = Cron.of(expression, UTC);
        List<String> times = new ArrayList<>();
        Instant moment = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            moment = cron.after(moment);
            times.add(moment.toString());
        }
        return times;
    }
}
