package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.LiveAndArchived;
import dev.millrace.batch.retention.OldRows;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** B03 with files: each row is live or archived, once, and what has left is in a file. */
final class RetiredMonths implements KilledJob {

    private static final LiveAndArchived MONTHS = LiveAndArchived.months();

    /** Rows of each month that is to leave, and of each table that leaves with it. */
    private static final String LEAVING =
            """
            select 'wellness.bookings ' || date_trunc('month', created_at at time zone 'UTC')::date || ' ' || count(*)
            from wellness.bookings group by date_trunc('month', created_at at time zone 'UTC')
            union all
            select 'wellness.booking_participants ' || date_trunc('month', b.created_at at time zone 'UTC')::date || ' '
                || count(p.id)
            from wellness.bookings b
            left join wellness.booking_participants p on p.booking_id = b.id
            group by date_trunc('month', b.created_at at time zone 'UTC')
            union all
            select 'wellness.booking_reschedule_requests ' || date_trunc('month', b.created_at at time zone 'UTC')::date
                || ' ' || count(r.id)
            from wellness.bookings b
            left join wellness.booking_reschedule_requests r on r.booking_id = b.id
            group by date_trunc('month', b.created_at at time zone 'UTC')
            union all
            select 'engagement.messages ' || date_trunc('month', created_at at time zone 'UTC')::date || ' ' || count(*)
            from engagement.messages group by date_trunc('month', created_at at time zone 'UTC')
            union all
            select 'engagement.message_reactions ' || date_trunc('month', message_created_at at time zone 'UTC')::date
                || ' ' || count(*)
            from engagement.message_reactions group by date_trunc('month', message_created_at at time zone 'UTC')
            union all
            select 'analytics.user_activity_logs ' || date_trunc('month', created_at at time zone 'UTC')::date || ' '
                || count(*)
            from analytics.user_activity_logs group by date_trunc('month', created_at at time zone 'UTC')
            """;

    private String content = "";
    private List<String> leaving = List.of();
    private List<String> counted = List.of();

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("cut-off", "2026-01-15T00:00:00Z");
    }

    @Override
    public void prepare(Site site) {
        OldRows rows = new OldRows(site.sql());
        rows.months("2017-01-01", "2017-02-01", "2022-11-01", "2022-12-01");
        for (String month : List.of("2017-01", "2017-02")) {
            rows.bookings(400, month + "-03T00:00:00Z");
            rows.rescheduling(rows.booking(month + "-20"));
        }
        UUID conversation = rows.conversation();
        for (String month : List.of("2022-11", "2022-12")) {
            rows.messages(400, conversation, month + "-03T00:00:00Z");
            rows.views(UUID.randomUUID(), 300, month + "-05T00:00:00Z");
        }
        content = MONTHS.content(site.sql());
        leaving = site.texts(LEAVING);
        counted =
                site.texts(
                        """
                        select concat_ws(' ', date_trunc('month', created_at at time zone 'UTC')::date,
                            activity_type, entity_type, entity_id, count(*))
                        from analytics.user_activity_logs
                        group by date_trunc('month', created_at at time zone 'UTC'), activity_type,
                            entity_type, entity_id
                        """);
    }

    @Override
    public void assertNothingIsHalfDone(Site site) {
        assertThat(MONTHS.content(site.sql())).isEqualTo(content);
    }

    @Override
    public void assertDone(Site site) {
        assertThat(site.texts(LEAVING)).isEmpty();
        assertThat(
                        site.texts(
                                """
                                select concat_ws(' ', month, activity_type, entity_type, entity_id,
                                    events)
                                from archive.activity_rollups
                                """))
                .containsExactlyInAnyOrderElementsOf(counted);
        ArchiveCheck files = new ArchiveCheck(site);
        assertThat(files.counting()).containsExactlyInAnyOrderElementsOf(leaving);
        files.assertWhole();
        files.assertNoWorkIsLeft();
    }
}
