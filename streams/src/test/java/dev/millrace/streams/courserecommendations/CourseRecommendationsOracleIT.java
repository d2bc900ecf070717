package dev.millrace.streams.courserecommendations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.derived.CommitTime;
import dev.millrace.streams.numeric.PgLogarithm;
import dev.millrace.streams.oracle.OracleDatabase;
import dev.millrace.streams.oracle.TableFeed;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store, and what proves it, against the oracle's own arithmetic and order in PostgreSQL. */
class CourseRecommendationsOracleIT {

    private static final String REFRESHES = "learning.recommendation_refreshes";
    private static final String FAULTS = "oracle.course_recommendation_faults";

    /**
     * Lists are made as of a moment ahead here: what changes after them seems to be from before.
     */
    private static final Set<String> MOVED =
            Set.of(
                    "a score that does not follow from what it is made of",
                    "fewer courses than there were to list");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private OracleDatabase database;
    private StoreTestDriver driver;
    private Faculty faculty;
    private TableFeed feed;
    private final Map<RowKey, Row> statistics = new HashMap<>();
    private final Map<RowKey, Long> computedAt = new HashMap<>();

    @BeforeEach
    void open(@TempDir Path folder) throws SQLException {
        database = OracleDatabase.create();
        driver =
                StoreTestDriver.of(
                        DerivedStores.COURSE_RECOMMENDATIONS,
                        CourseRecommendationsTopology::build,
                        folder);
        faculty = new Faculty(database, random);
        feed = new TableFeed(database);
    }

    @AfterEach
    void close() throws SQLException {
        driver.close();
        database.close();
    }

    @Test
    void everyDigitOfExponentialsAndLogarithmsIsPostgres() throws SQLException {
        database.execute(
                """
                select setseed(%s);
                create temp view digits as
                select n::text as id, e, exp(e) as power, m, log(10::numeric, m::numeric) as logarithm
                from (
                    select n,
                        -(n::bigint * n * 7919 %% 100000007)::numeric / 86400 / (1 + n %% 30) as e,
                        (1 + (n::bigint * n * n) %% 10000019) as m
                    from generate_series(0, 3000) n) x
                """
                        .formatted(random.nextDouble()));

        Map<RowKey, Row> digits = database.rows("digits", List.of("id"));

        assertThat(digits).hasSize(3_001);
        digits.values()
                .forEach(row -> {
                    BigDecimal exponent = row.decimal("e");
                    assertThat(PgLogarithm.exp(exponent)).isEqualTo(row.decimal("power"));
                    assertThat(PgLogarithm.log10(row.integer("m")))
                            .isEqualTo(row.decimal("logarithm"));
                });
    }

    @Test
    void listsEqualTheOraclesAndBreakNoRuleBetween() throws SQLException {
        for (int round = 0; round < 8; round++) {
            for (int change = 0; change < 40; change++) {
                faculty.change();
                if (random.nextInt(4) == 0) {
                    publish(database.now());
                }
            }
            publish(database.now());
            fillTables();

            assertThat(faults()).as("seed %d, round %d", seed, round).isSubsetOf(MOVED);

            Instant moment = askForLists();

            Map<RowKey, Row> rows = rows();
            assertThat(rows)
                    .as("seed %d, round %d", seed, round)
                    .hasSizeGreaterThan(100)
                    .isEqualTo(
                            database.rows(
                                    "oracle.course_recommendations('%s')".formatted(moment),
                                    DerivedStores.COURSE_RECOMMENDATIONS.key()));
            fillTables();
            assertThat(database.oracle(DerivedStores.COURSE_RECOMMENDATIONS))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(rows);
            assertThat(faults()).as("seed %d, round %d", seed, round).isEmpty();
        }
    }

    /** Each in a transaction of its own, which is rolled back. */
    @Test
    void everyKindOfFaultIsFound() throws SQLException {
        publish(database.now());
        askForLists();
        fillTables();
        assertThat(faults()).isEmpty();

        assertFault(
                "a score that does not follow from what it is made of",
                "update derived.course_recommendations set score = score - 0.0001 where rank = 10"
                        + " and user_id = (select max(user_id::text)::uuid"
                        + "   from derived.course_recommendations where rank = 10)");
        assertFault(
                "a rank that does not follow from the scores",
                "update derived.course_recommendations set rank = 3 - rank where rank <= 2");
        assertFault(
                "fewer courses than there were to list",
                "delete from derived.course_recommendations where rank = 10");
        assertFault(
                "fewer courses than there were to list",
                "delete from derived.course_recommendations;"
                        + " update learning.recommendation_refreshes"
                        + " set asked_at = asked_at + interval '2 minutes'");
        assertFault(
                "of another moment than the rest of its list",
                "update derived.course_recommendations set computed_at = computed_at"
                        + " - interval '1 microsecond' where rank = 4");
        assertFault(
                "a course the person is enrolled in",
                "insert into learning.enrollments (user_id, course_id)"
                        + " select user_id, course_id from derived.course_recommendations"
                        + " where rank = 1");
        assertFault(
                "a course that is not on offer",
                "update learning.courses set status = 'archived' where id ="
                        + " (select course_id from derived.course_recommendations limit 1)");
        assertFault(
                "a list for nobody",
                "update identity.users set deleted_at = now() where id ="
                        + " (select user_id from derived.course_recommendations limit 1)");
    }

    private void assertFault(String problem, String statement) throws SQLException {
        database.execute("begin");
        database.execute(statement);
        assertThat(faults()).as(statement).contains(problem);
        database.execute("rollback");
    }

    private Set<String> faults() throws SQLException {
        Set<String> problems = new HashSet<>();
        database.rows(FAULTS, List.of("user_id", "course_id"))
                .values()
                .forEach(row -> problems.add(row.text("problem")));
        return problems;
    }

    /** Hands on what changed, as if it had committed at this moment. */
    private void publish(Instant moment) throws SQLException {
        feed.publish(
                Faculty.TABLES,
                (table, key, row) -> {
                    driver.commitFrom(moment);
                    driver.change(table, key, row);
                });
        Map<RowKey, Row> now = database.oracle(DerivedStores.COURSE_STATISTICS);
        Set<RowKey> keys = new HashSet<>(statistics.keySet());
        keys.addAll(now.keySet());
        for (RowKey key : keys) {
            Row row = now.get(key);
            if (!equal(row, statistics.get(key))) {
                driver.change(DerivedStores.COURSE_STATISTICS, key, row);
            }
        }
        statistics.clear();
        statistics.putAll(now);
    }

    /** Asks for everybody, once all else has arrived; later than any row was updated. */
    private Instant askForLists() throws SQLException {
        Instant moment = database.now().plus(Duration.ofMinutes(5));
        database.execute("select learning.refresh_recommendations()");
        feed.publish(
                List.of(REFRESHES),
                (table, key, row) -> {
                    driver.commitFrom(moment);
                    driver.change(table, key, row);
                });
        return moment;
    }

    /** The lists, and when each was made. */
    private Map<RowKey, Row> rows() {
        for (TestRecord<RowKey, Row> record : driver.emitted()) {
            if (record.value() == null) {
                computedAt.remove(record.key());
            } else {
                computedAt.put(record.key(), CommitTime.of(record.headers()));
            }
        }
        return driver.rows();
    }

    /** What the writers would have written. */
    private void fillTables() throws SQLException {
        StringBuilder rows = new StringBuilder();
        rows().forEach((key, row) ->
                rows.append(rows.isEmpty() ? "" : ", ")
                        .append(
                                "('%s', '%s', %s, %d, '%s')"
                                        .formatted(
                                                key.value(0),
                                                key.value(1),
                                                row.text("score"),
                                                row.integer("rank"),
                                                RowFormat.timestampText(
                                                        computedAt.getOrDefault(key, 0L)))));
        database.execute("delete from derived.course_recommendations");
        database.execute(
                "insert into derived.course_recommendations (user_id, course_id, score, rank,"
                        + " computed_at) values "
                        + rows);
        database.execute("delete from derived.course_statistics");
        database.execute(
                "insert into derived.course_statistics select *, now() from oracle.course_statistics");
    }

    private static boolean equal(@Nullable Row one, @Nullable Row other) {
        return one == null ? other == null : one.equals(other);
    }
}
