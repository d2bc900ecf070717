package dev.millrace.streams.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Times inside JSON are text: oracles are asked under UTC, wherever this machine stands. */
@Isolated("changes the time zone of this process, which connections take over")
class VerificationZoneIT {

    @Test
    void zoneOfThisMachineMakesNoDifference() throws SQLException {
        StreamsDatabase database = StreamsDatabase.migrated();
        database.execute(
                """
                insert into identity.users (id, email, display_name)
                values (md5('ada')::uuid, 'ada@example.org', 'Ada');
                insert into learning.courses (
                    id, source_system, title, slug, instructor_name, status)
                values (md5('course')::uuid, 'edu7p', 'Course', 'course', 'Teacher', 'published');
                insert into learning.enrollments (user_id, course_id, last_accessed_at)
                values (md5('ada')::uuid, md5('course')::uuid, '2026-01-31T10:00:00.12Z');
                insert into derived.learner_dashboard
                values (md5('ada')::uuid, 1, 0, 0, 0, json_build_array(json_build_object(
                    'course_id', md5('course')::uuid, 'title', 'Course', 'progress', 0.0,
                    'last_accessed', '2026-01-31T10:00:00.12+00:00'))::jsonb, now());
                """);
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));

            assertThat(
                            StoreVerification.compare(
                                    database.operator(),
                                    List.of(DerivedStores.LEARNER_DASHBOARD),
                                    1))
                    .singleElement()
                    .satisfies(comparison -> {
                        assertThat(comparison.rows()).isEqualTo(1);
                        assertThat(comparison.differences()).isZero();
                    });
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
