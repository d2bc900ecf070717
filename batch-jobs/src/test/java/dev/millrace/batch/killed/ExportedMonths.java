package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.LiveAndArchived;
import dev.millrace.batch.retention.OldRows;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Months that are archived already are in one file each, and no other file is there. */
final class ExportedMonths implements KilledJob {

    private static final LiveAndArchived MONTHS = LiveAndArchived.months();

    private String content = "";
    private List<String> months = List.of();

    @Override
    public String name() {
        return "archive-export";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public void prepare(Site site) {
        OldRows rows = new OldRows(site.sql());
        rows.months("2017-01-01", "2017-02-01", "2017-03-01");
        for (int month = 1; month <= 3; month++) {
            rows.bookings(500, "2017-0%d-03T00:00:00Z".formatted(month));
        }
        site.retireWithoutFiles();
        content = MONTHS.content(site.sql());
        months =
                site.texts(
                        """
                        select t.name || ' ' || date_trunc('month', b.created_at at time zone 'UTC')::date || ' '
                            || case when t.name like '%requests' then 0 else count(*) end
                        from archive.bookings b
                        cross join unnest(array['wellness.bookings', 'wellness.booking_participants',
                            'wellness.booking_reschedule_requests']) t (name)
                        group by t.name, date_trunc('month', b.created_at at time zone 'UTC')
                        """);
        assertThat(months).hasSize(9);
    }

    @Override
    public void assertNothingIsHalfDone(Site site) {
        assertThat(MONTHS.content(site.sql())).isEqualTo(content);
    }

    @Override
    public void assertDone(Site site) {
        ArchiveCheck files = new ArchiveCheck(site);
        assertThat(files.counting()).containsExactlyInAnyOrderElementsOf(months);
        files.assertWhole();
        files.assertNoWorkIsLeft();
        assertThat(site.files())
                .filteredOn(file -> file.endsWith(".parquet"))
                .hasSameSizeAs(new TreeSet<>(months));
        assertThat(site.files()).filteredOn(file -> file.endsWith(".json")).hasSize(3);
        assertThat(site.files()).hasSize(12);
    }
}
