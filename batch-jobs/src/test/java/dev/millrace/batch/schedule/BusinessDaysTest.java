package dev.millrace.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BusinessDaysTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void dueTimeOnAHolidayMovesToTheSameTimeOfTheNextBusinessDay() {
        // Easter Monday; the clocks were set forward a week before.
        Cron mondays =
                Cron.of("0 5 * * 1", BERLIN)
                        .on(new BusinessDays("banks", Set.of(LocalDate.parse("2026-04-06"))));

        Instant easter = mondays.after(Instant.parse("2026-03-30T12:00:00Z"));

        assertThat(easter).isEqualTo(Instant.parse("2026-04-07T03:00:00Z"));
        assertThat(mondays.after(easter)).isEqualTo(Instant.parse("2026-04-13T03:00:00Z"));
        // The holiday is over when somebody asks, its time is still to come.
        assertThat(mondays.after(Instant.parse("2026-04-06T21:00:00Z"))).isEqualTo(easter);
        assertThat(mondays).hasToString("0 5 * * 1 Europe/Berlin, business days of banks");
    }

    @Test
    void timesThatMoveToTheSameDayAreOne() {
        Cron daily =
                Cron.of("0 5 * * *", ZoneId.of("UTC")).on(new BusinessDays("business", Set.of()));

        Instant monday = daily.after(Instant.parse("2026-07-10T05:00:00Z"));

        assertThat(monday).isEqualTo(Instant.parse("2026-07-13T05:00:00Z"));
        assertThat(daily.after(monday)).isEqualTo(Instant.parse("2026-07-14T05:00:00Z"));
    }

    @Test
    void nextTimeIsTheOneThatAPlainSearchFinds() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("nextTimeIsTheOneThatAPlainSearchFinds: seed " + seed);
        Random random = new Random(seed);
        LocalDate first = LocalDate.parse("2026-03-01");
        for (String expression :
                List.of("30 2 * * *", "0 23 * * 6", "15 4 1,2 * *", "0 */7 * * *")) {
            Set<LocalDate> holidays =
                    IntStream.range(0, 12)
                            .mapToObj(i -> first.plusDays(random.nextInt(90)))
                            .collect(Collectors.toCollection(HashSet::new));
            Cron plain = Cron.of(expression, BERLIN);
            Cron moving = plain.on(new BusinessDays("random", holidays));
            TreeSet<Instant> moved = new TreeSet<>();
            Instant time = first.atStartOfDay(BERLIN).toInstant();
            Instant end = time.plus(Duration.ofDays(120));
            while (time.isBefore(end)) {
                time = plain.after(time);
                moved.add(moved(time.atZone(BERLIN), holidays));
            }
            for (int i = 0; i < 200; i++) {
                Instant from =
                        first.plusDays(10)
                                .atStartOfDay(BERLIN)
                                .toInstant()
                                .plusSeconds(random.nextInt(80 * 86_400));
                assertThat(moving.after(from))
                        .as("%s after %s, holidays %s", expression, from, holidays)
                        .isEqualTo(moved.higher(from));
            }
        }
    }

    @Test
    void calendarWithoutAnyBusinessDayIsNamed() {
        Set<LocalDate> all =
                IntStream.range(0, 800)
                        .mapToObj(LocalDate.parse("2026-01-01")::plusDays)
                        .collect(Collectors.toSet());
        Cron cron = Cron.of("0 5 * * *", BERLIN).on(new BusinessDays("closed", all));

        assertThatThrownBy(() -> cron.after(Instant.parse("2026-01-05T00:00:00Z")))
                .hasMessageStartingWith("calendar closed has no business day in the year after");
        assertThatThrownBy(() -> new BusinessDays("Closed", Set.of()))
                .hasMessage("calendar is 'Closed', expected lower case letters, digits and dashes");
    }

    private static Instant moved(ZonedDateTime time, Set<LocalDate> holidays) {
        ZonedDateTime day = time;
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY
                || day.getDayOfWeek() == DayOfWeek.SUNDAY
                || holidays.contains(day.toLocalDate())) {
            day = ZonedDateTime.of(day.toLocalDate().plusDays(1), time.toLocalTime(), BERLIN);
        }
        return day.toInstant();
    }
}
