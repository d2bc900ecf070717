package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Monthly partitions: the months around now are there, and a later run adds what is missing. */
class PartitionsIT {

    private static final LocalDate LAST_DAY_OF_2031 = LocalDate.of(2031, 12, 31);

    private static TestDatabase database;

    private Connection connection;
    private DSLContext sql;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.migrated();
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    /** Each test runs in a transaction that is rolled back. */
    @BeforeEach
    void begin() throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
        sql = DSL.using(connection);
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfEachMonthAroundNowLandsInThePartitionOfItsMonth(RangedTable ranged) {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);

        for (int month = -ranged.monthsBack(); month <= 3; month++) {
            YearMonth expected = now.plusMonths(month);
            Instant first = start(expected);
            Instant last = start(expected.plusMonths(1)).minus(1, ChronoUnit.MICROS);

            assertThat(insert(ranged, first)).isEqualTo(partition(ranged, expected));
            assertThat(insert(ranged, last)).isEqualTo(partition(ranged, expected));
        }
    }

    @ParameterizedTest
    @EnumSource
    void partitionsTouchWithoutGapOrOverlap(RangedTable ranged) {
        ensure(ranged, LAST_DAY_OF_2031.minusYears(6), LAST_DAY_OF_2031);

        List<Bounds> bounds = bounds(ranged);

        assertThat(bounds).hasSizeGreaterThan(70);
        assertThat(bounds).allSatisfy(b -> assertThat(b.to()).isEqualTo(nextMonth(b.from())));
        assertThat(IntStream.range(1, bounds.size()))
                .allSatisfy(
                        i -> assertThat(bounds.get(i).from()).isEqualTo(bounds.get(i - 1).to()));
    }

    @ParameterizedTest
    @EnumSource
    void onTheLastDayOfAYearTheFirstMonthsOfTheNextAreMade(RangedTable ranged) {
        int made = ensure(ranged, LAST_DAY_OF_2031, LAST_DAY_OF_2031.plusMonths(3));

        assertThat(made).isEqualTo(4);
        assertThat(bounds(ranged))
                .contains(
                        new Bounds("2031-12-01 00:00:00+00", "2032-01-01 00:00:00+00"),
                        new Bounds("2032-01-01 00:00:00+00", "2032-02-01 00:00:00+00"),
                        new Bounds("2032-02-01 00:00:00+00", "2032-03-01 00:00:00+00"),
                        new Bounds("2032-03-01 00:00:00+00", "2032-04-01 00:00:00+00"));
    }

    @ParameterizedTest
    @EnumSource
    void aSecondRunChangesNothing(RangedTable ranged) {
        ensure(ranged, LAST_DAY_OF_2031, LAST_DAY_OF_2031.plusMonths(3));
        List<Bounds> before = bounds(ranged);

        int made = ensure(ranged, LAST_DAY_OF_2031, LAST_DAY_OF_2031.plusMonths(3));

        assertThat(made).isZero();
        assertThat(bounds(ranged)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void theTimeZoneOfTheSessionDoesNotMoveTheBounds(RangedTable ranged) {
        sql.execute("set time zone 'Pacific/Auckland'");
        ensure(ranged, LAST_DAY_OF_2031, LAST_DAY_OF_2031);
        sql.execute("set time zone 'America/Los_Angeles'");
        ensure(ranged, LAST_DAY_OF_2031.plusDays(1), LAST_DAY_OF_2031.plusDays(1));

        assertThat(bounds(ranged))
                .contains(
                        new Bounds("2031-12-01 00:00:00+00", "2032-01-01 00:00:00+00"),
                        new Bounds("2032-01-01 00:00:00+00", "2032-02-01 00:00:00+00"));
    }

    @ParameterizedTest
    @EnumSource
    void aNewPartitionHasTheReplicaIdentityOfItsTableAndNoGrants(RangedTable ranged) {
        sql.execute("alter table " + ranged.qualifiedName() + " replica identity full");

        ensure(ranged, LAST_DAY_OF_2031, LAST_DAY_OF_2031);

        String partition = partition(ranged, YearMonth.from(LAST_DAY_OF_2031));
        assertThat(
                        sql.fetchValue(
                                "select relreplident::text from pg_class where oid = {0}::regclass",
                                DSL.inline(partition)))
                .isEqualTo("f");
        assertThat(
                        sql.fetch(
                                """
                                select grantee::regrole
                                from pg_class, aclexplode(relacl)
                                where oid = {0}::regclass and grantee <> relowner
                                """,
                                DSL.inline(partition)))
                .isEmpty();
    }

    @Test
    void aPartitionIsMadeWhileTheTableIsBeingRead() throws SQLException {
        try (Connection reader = database.connect()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select * from wellness.bookings");

            sql.execute("set lock_timeout = '5s'");
            int made = ensure(RangedTable.BOOKINGS, LAST_DAY_OF_2031, LAST_DAY_OF_2031);

            assertThat(made).isEqualTo(1);
        }
    }

    @Test
    void twoRunsAtOnceMakeEachPartitionOnce() throws SQLException {
        try (TestDatabase own = TestDatabase.migrated()) {
            int made =
                    IntStream.range(0, 2)
                            .mapToObj(
                                    run -> CompletableFuture.supplyAsync(() -> ensureTenYears(own)))
                            .toList()
                            .stream()
                            .mapToInt(CompletableFuture::join)
                            .sum();

            assertThat(made).isEqualTo(120);
        }
    }

    @Test
    void aTableThatIsNotPartitionedByRangeIsRefused() {
        assertThatThrownBy(() ->
                        sql.fetchValue(
                                """
                                select ops.ensure_month_partitions(
                                    'learning.lesson_progress', date '2031-01-01',
                                    date '2031-02-01')
                                """))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("learning.lesson_progress is not partitioned by range");
    }

    private static int ensureTenYears(TestDatabase database) {
        try (Connection other = database.connect()) {
            return ensure(
                    DSL.using(other),
                    RangedTable.ACTIVITY,
                    LocalDate.of(2041, 1, 15),
                    LocalDate.of(2050, 12, 15));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int ensure(RangedTable ranged, LocalDate from, LocalDate to) {
        return ensure(sql, ranged, from, to);
    }

    private static int ensure(DSLContext sql, RangedTable ranged, LocalDate from, LocalDate to) {
        Object made =
                sql.fetchValue(
                        "select ops.ensure_month_partitions({0}::regclass, {1}, {2})",
                        DSL.inline(ranged.qualifiedName()), DSL.val(from), DSL.val(to));
        return (Integer) made;
    }

    private String insert(RangedTable ranged, Instant at) {
        UUID id = UUID.randomUUID();
        sql.execute(ranged.insertStatement(), DSL.inline(id), DSL.inline(at));
        Object partition =
                sql.fetchValue(
                        "select tableoid::regclass::text from "
                                + ranged.qualifiedName()
                                + " where id = {0}",
                        DSL.inline(id));
        return (String) partition;
    }

    private List<Bounds> bounds(RangedTable ranged) {
        sql.execute("set time zone 'UTC'");
        return sql.fetch(
                        """
                        select split_part(bounds, chr(39), 2), split_part(bounds, chr(39), 4)
                        from pg_inherits i
                        join pg_class c on c.oid = i.inhrelid
                        cross join pg_get_expr(c.relpartbound, c.oid) bounds
                        where i.inhparent = {0}::regclass
                        order by 1
                        """,
                        DSL.inline(ranged.qualifiedName()))
                .map(row -> new Bounds(row.get(0, String.class), row.get(1, String.class)));
    }

    private static String partition(RangedTable ranged, YearMonth month) {
        return "%s_y%04dm%02d"
                .formatted(ranged.qualifiedName(), month.getYear(), month.getMonthValue());
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static String nextMonth(String bound) {
        return LocalDate.parse(bound.substring(0, 10)).plusMonths(1) + " 00:00:00+00";
    }

    /** What one partition takes: from inclusive, to exclusive, as PostgreSQL writes them in UTC. */
    private record Bounds(String from, String to) {}
}
