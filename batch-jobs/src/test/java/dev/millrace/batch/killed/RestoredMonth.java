package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.LiveAndArchived;
import dev.millrace.batch.retention.OldRows;
import java.util.Map;

/** A month comes back from its files once, whole or not at all. */
final class RestoredMonth implements KilledJob {

    private static final LiveAndArchived MONTHS = LiveAndArchived.months();

    private String before = "";
    private String without = "";

    @Override
    public String name() {
        return "archive-restore";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("table", "wellness.bookings", "month", "2017-01-01");
    }

    @Override
    public void prepare(Site site) {
        OldRows rows = new OldRows(site.sql());
        rows.months("2017-01-01", "2017-02-01");
        rows.bookings(800, "2017-01-03T00:00:00Z");
        rows.bookings(10, "2017-02-03T00:00:00Z");
        site.retire();
        before = MONTHS.content(site.sql());
        site.execute(
                """
                delete from archive.booking_participants p using archive.bookings b
                where b.id = p.booking_id and b.created_at < '2017-02-01 00:00Z'
                """,
                "delete from archive.bookings where created_at < '2017-02-01 00:00Z'");
        without = MONTHS.content(site.sql());
        assertThat(without).isNotEqualTo(before);
    }

    @Override
    public void assertNothingIsHalfDone(Site site) {
        assertThat(MONTHS.content(site.sql())).isIn(before, without);
    }

    @Override
    public void assertDone(Site site) {
        assertThat(MONTHS.content(site.sql())).isEqualTo(before);
        new ArchiveCheck(site).assertWhole();
    }
}
