package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.LiveAndArchived;
import java.util.Map;

/** B02: each row of the trail is live or archived, once, and empty months go. */
final class ArchivedTrail implements KilledJob {

    private static final LiveAndArchived TRAIL = LiveAndArchived.trail("test");
    private static final String PLAIN = "event_type = 'test' and not compliance_relevant";

    private String content = "";
    private long plain;

    @Override
    public String name() {
        return "audit-archive";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("chunk-size", "20");
    }

    @Override
    public void prepare(Site site) {
        site.texts(
                """
                select ops.add_month('ops.audit_logs', day::date)::text
                from unnest(array['2020-01-01', '2020-02-01', '2020-03-01']) day
                """);
        site.execute(
                """
                insert into ops.audit_logs (event_type, resource_type, action, resource_id,
                    new_values, compliance_relevant, occurred_at)
                select 'test', 'test', 'create', 'r', jsonb_build_object('n', g),
                    g % 10 = 0 and g < 400, timestamptz '2020-01-05 00:00Z' + g * interval '1 hour'
                from generate_series(1, 1200) g
                """);
        content = TRAIL.content(site.sql());
        plain = site.count("ops.audit_logs where " + PLAIN);
    }

    @Override
    public void assertNothingIsHalfDone(Site site) {
        assertThat(TRAIL.content(site.sql())).isEqualTo(content);
    }

    @Override
    public void assertDone(Site site) {
        assertThat(site.count("archive.audit_logs where " + PLAIN)).isEqualTo(plain);
        assertThat(site.count("ops.audit_logs where " + PLAIN)).isZero();
        assertThat(
                        site.texts(
                                """
                                select part::text from ops.month_partitions('ops.audit_logs')
                                where to_at < '2021-01-01'
                                """))
                .containsExactly("ops.audit_logs_y2020m01");
    }
}
