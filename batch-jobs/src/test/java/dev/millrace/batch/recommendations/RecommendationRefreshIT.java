package dev.millrace.batch.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B20 as far as this module does it: who is asked for. */
class RecommendationRefreshIT {

    @Test
    void everybodyActiveIsAskedForOnceARun() {
        BatchDatabase database = BatchDatabase.migrated();
        JdbcClient sql = database.sql();
        sql.sql(
                        """
                        insert into identity.users
                            (email, display_name, last_login_at, deleted_at)
                        values ('a@example.org', 'signed in', now() - interval '89 days', null),
                            ('b@example.org', 'long away', now() - interval '91 days', null),
                            ('c@example.org', 'deleted', now(), now()),
                            ('d@example.org', 'never', null, null),
                            ('e@example.org', 'opened a course', null, null)
                        """)
                .update();
        sql.sql(
                        """
                        with course as (
                            insert into learning.courses (source_system, title, slug, instructor_name)
                            values ('edu7p', 'c', 'c', 'T') returning id
                        )
                        insert into learning.enrollments (user_id, course_id, last_accessed_at)
                        select u.id, c.id, now() from identity.users u cross join course c
                        where u.display_name = 'opened a course'
                        """)
                .update();

        try (BatchOperations operations =
                database.operations(database.jobs(), new SimpleMeterRegistry())) {
            assertThat(operations.dryRun("recommendations", Map.of()))
                    .containsExactly("ask for new recommendations for 2 people");
            RunReport report = operations.run("recommendations", Map.of("chunk-size", "1"), "test");

            assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
            assertThat(report.rowsDone()).isEqualTo(2);
            assertThat(asked(sql)).containsExactly("opened a course", "signed in");
            assertThat(operations.run("recommendations", Map.of(), "test").rowsDone()).isEqualTo(2);
        }
    }

    private static List<String> asked(JdbcClient sql) {
        return sql.sql(
                        """
                        select u.display_name from learning.recommendation_refreshes r
                        join identity.users u on u.id = r.user_id order by 1
                        """)
                .query(String.class)
                .list();
    }
}
