package dev.millrace.streams.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists that break a rule of any moment are told from lists that have only grown old. */
class ListVerificationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "00000000-0000-0000-0000-00000000000a";
    private static final String FIRST = "00000000-0000-0000-0000-000000000001";
    private static final String SECOND = "00000000-0000-0000-0000-000000000002";
    private static final String NO_COURSE = "00000000-0000-0000-0000-000000000000";

    private static StreamsDatabase database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = StreamsDatabase.migrated();
        database.execute(
                """
                insert into derived.store_freshness (store, system_identifier, timeline, as_of_lsn)
                select 'course_recommendations', h.system_identifier, h.timeline,
                    h.lsn + 1000000000
                from derived.here() h
                on conflict (store) do update set as_of_lsn = excluded.as_of_lsn;
                insert into identity.users (id, email, display_name)
                values ('%1$s', 'ada@example.org', 'Ada');
                insert into learning.courses (id, source_system, title, slug, instructor_name,
                    status, published_at, updated_at)
                select v.id::uuid, 'edu7p', 'Course', 'course-' || v.id, 'Teacher', 'published',
                    now() - v.age, now() - interval '1 day'
                from (values ('%2$s', interval '30 days'), ('%3$s', interval '60 days')) v (id, age);
                """
                        .formatted(ADA, FIRST, SECOND));
    }

    /** 0.1 / e and 0.1 / e^2, as of now. */
    @BeforeEach
    void list() throws SQLException {
        database.execute(
                """
                delete from derived.course_recommendations;
                delete from learning.recommendation_refreshes;
                select learning.refresh_recommendations();
                insert into derived.course_recommendations
                    (user_id, course_id, score, rank, computed_at)
                values ('%1$s', '%2$s', 0.0368, 1, now()), ('%1$s', '%3$s', 0.0135, 2, now());
                """
                        .formatted(ADA, FIRST, SECOND));
    }

    @Test
    void listOfAnEarlierMomentIsRight() throws SQLException {
        LiveComparison comparison = compared();

        assertThat(comparison).matches(LiveComparison::isEqual);
        assertThat(comparison.comparison().rows()).isEqualTo(2);

        database.execute(
                "update derived.course_recommendations set computed_at = now()"
                        + " - interval '40 days'");
        // From before anybody asked: what such a list was made of is not known.
        assertThat(compared()).matches(LiveComparison::isEqual);
    }

    @Test
    void wrongScoreAndMissingCourseAreConfirmedByKey() throws SQLException {
        database.execute("update derived.course_recommendations set score = 0.0367 where rank = 1");

        StoreComparison wrong = compared().comparison();

        assertThat(wrong.examples()).containsExactly(RowKey.of(ADA, FIRST));
        assertThat(wrong.different()).isEqualTo(1);

        database.execute("delete from derived.course_recommendations");

        StoreComparison missing = compared().comparison();

        assertThat(missing.examples()).isEqualTo(List.of(RowKey.of(ADA, NO_COURSE)));
        assertThat(missing.missing()).isEqualTo(1);
    }

    @Test
    void operatorMayAsk() {
        assertThat(ListRefresh.ask(database.operator())).isEqualTo(1);
    }

    private static LiveComparison compared() {
        return new LiveVerification(database.operator(), 5)
                .compare(DerivedStores.COURSE_RECOMMENDATIONS, PATIENCE);
    }
}
