package dev.millrace.batch.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B01 on a real server: acceptance rows N19, E25 and K06 as far as they are about partitions. */
class PartitionMaintenanceIT {

    private static final List<String> TABLES =
            List.of(
                    "ops.audit_logs",
                    "wellness.bookings",
                    "engagement.messages",
                    "analytics.user_activity_logs");

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;
    private Instant nextNewYearsEve;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        int year = Instant.now().atOffset(ZoneOffset.UTC).getYear();
        nextNewYearsEve = Instant.parse(year + "-12-31T12:00:00Z");
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void onNewYearsEveTheMonthsToMarchAreMadeOnce() {
        int next = nextNewYearsEve.atOffset(ZoneOffset.UTC).getYear() + 1;

        RunReport first = runAt(nextNewYearsEve);
        RunReport second = runAt(nextNewYearsEve);

        assertThat(first.outcome()).as(first.toString()).contains(Outcome.COMPLETED);
        assertThat(second.rowsDone()).isZero();
        for (String table : TABLES) {
            assertThat(bounds(table))
                    .as(table)
                    .contains(
                            next + "-01-01 00:00:00+00 " + next + "-02-01 00:00:00+00",
                            next + "-02-01 00:00:00+00 " + next + "-03-01 00:00:00+00",
                            next + "-03-01 00:00:00+00 " + next + "-04-01 00:00:00+00")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyDayOfNinetyFindsItsPartitionWhateverTheZoneOfTheSession() throws SQLException {
        sql.sql("alter role millrace_batch set timezone = 'America/Los_Angeles'").update();
        try {
            runAt(Instant.now());
        } finally {
            sql.sql("alter role millrace_batch reset timezone").update();
        }

        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set timezone = 'Asia/Tokyo'");
            assertThat(
                            statement.executeUpdate(
                                    """
                                    insert into ops.audit_logs
                                        (event_type, resource_type, action, occurred_at)
                                    select 'test', 'test', 'read', now() + g * interval '6 hours'
                                    from generate_series(0, 360) g
                                    """))
                    .isEqualTo(361);
        }
        for (String table : TABLES) {
            assertThat(bounds(table))
                    .as(table)
                    .allMatch(b -> b.matches("(.*-01 00:00:00\\+00 ?){2}"));
        }
    }

    @Test
    void newPartitionsHaveWhatTheirParentHas() {
        RunReport report = runAt(nextNewYearsEve);

        assertThat(report.outcome()).contains(Outcome.COMPLETED);
        assertThat(
                        sql.sql(
                                        """
                                        select p.relname
                                        from pg_inherits i
                                        join pg_class p on p.oid = i.inhrelid
                                        join pg_class r on r.oid = i.inhparent
                                        where r.relkind = 'p'
                                            and (p.relreplident <> r.relreplident
                                                or p.relacl is not null
                                                or exists (select from pg_trigger t
                                                    where t.tgrelid = r.oid and t.tgname = 'refuse_truncate')
                                                <> exists (select from pg_trigger t
                                                    where t.tgrelid = p.oid and t.tgname = 'refuse_truncate'))
                                            and r.relname in ('audit_logs', 'bookings', 'messages',
                                                'user_activity_logs')
                                        """)
                                .query(String.class)
                                .list())
                .isEmpty();
    }

    @Test
    void partitionThatLostItsLikenessIsMended() {
        String part = anyPartition("wellness.bookings");
        sql.sql("alter table " + part + " replica identity default").update();
        sql.sql("grant select on " + part + " to millrace_app, public").update();
        sql.sql("drop trigger refuse_truncate on " + part).update();

        RunReport report = operations.run("partition-maintenance", Map.of(), "test");

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(
                        sql.sql(
                                        """
                                        select concat_ws(' ', relreplident, (
                                            select count(*) from aclexplode(relacl) a
                                            where a.grantee <> relowner), (
                                            select count(*) from pg_trigger
                                            where tgrelid = c.oid and tgname = 'refuse_truncate'))
                                        from pg_class c where oid = ?::regclass
                                        """)
                                .param(part)
                                .query(String.class)
                                .single())
                .isEqualTo("f 0 1");
    }

    @Test
    void gapsAndOverlapsAreNamed() {
        // A month made under another zone leaves a gap before and reaches into the month after.
        int year = nextNewYearsEve.atOffset(ZoneOffset.UTC).getYear() + 1;
        sql.sql(
                        """
                        create table ops.shifted partition of ops.audit_logs
                        for values from ('%d-05-01 07:00:00+00') to ('%d-06-01 07:00:00+00')
                        """
                                .formatted(year, year))
                .update();
        sql.sql(
                        """
                        create table engagement.others partition of engagement.messages default
                        """)
                .update();

        sql.sql("alter table ops.shifted owner to millrace_owner").update();
        sql.sql("alter table engagement.others owner to millrace_owner").update();

        RunReport report = runAt(Instant.parse(year + "-05-10T00:00:00Z"));

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.message().orElseThrow())
                .contains(
                        "not one month of UTC: ops.shifted of ops.audit_logs (%d-05-01 07:00:00+00 to %d-06-01 07:00:00+00)"
                                .formatted(year, year))
                .contains("month partly covered: ops.shifted of ops.audit_logs (" + year + "-05)")
                .contains("month partly covered: ops.shifted of ops.audit_logs (" + year + "-06)")
                .contains("default partition: engagement.others of engagement.messages");
        // What was not in the way is there all the same.
        assertThat(bounds("wellness.bookings"))
                .contains(year + "-08-01 00:00:00+00 " + year + "-09-01 00:00:00+00");
        assertThat(bounds("ops.audit_logs"))
                .contains(year + "-08-01 00:00:00+00 " + year + "-09-01 00:00:00+00");
    }

    @Test
    void dryRunSaysWhatWouldBeMade() {
        List<String> before = bounds("wellness.bookings");
        int next = nextNewYearsEve.atOffset(ZoneOffset.UTC).getYear() + 1;

        List<String> lines =
                operations.dryRun(
                        "partition-maintenance", Map.of("cut-off", nextNewYearsEve.toString()));

        assertThat(lines).contains("make the partition of wellness.bookings for " + next + "-03");
        assertThat(bounds("wellness.bookings")).isEqualTo(before);
    }

    @Test
    void longReaderHoldsUpTheJobAndNobodyElse() throws Exception {
        List<Long> waits = new ArrayList<>();
        try (Connection writing = database.connect();
                Connection other = database.connect();
                Statement write = writing.createStatement();
                Statement insert = other.createStatement()) {
            // A new partition of bookings refers to users, and that needs a lock that a writer of
            // users holds off.
            writing.setAutoCommit(false);
            write.execute(
                    "insert into identity.users (email, display_name) values ('w@example.org', 'W')");
            CompletableFuture<RunReport> run =
                    CompletableFuture.supplyAsync(() -> runAt(nextNewYearsEve));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            sql.sql(
                                            "select exists (select from pg_locks where not granted and relation = 'identity.users'::regclass)")
                                    .query(Boolean.class)
                                    .single());
            long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            for (int i = 0; System.nanoTime() < until; i++) {
                long begin = System.nanoTime();
                insert.execute(
                        "insert into identity.users (email, display_name) values ('o"
                                + i
                                + "@example.org', 'O')");
                waits.add(System.nanoTime() - begin);
            }
            assertThat(run).isNotDone();
            writing.commit();

            assertThat(run.get().outcome()).contains(Outcome.COMPLETED);
        }
        long longest = waits.stream().mapToLong(Long::longValue).max().orElseThrow();
        System.out.printf(
                "longest wait of %d writers beside the job: %d ms%n",
                waits.size(), longest / 1_000_000);
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(200));
    }

    private RunReport runAt(Instant moment) {
        return operations.run(
                "partition-maintenance", Map.of("cut-off", moment.toString()), "test");
    }

    /** Bounds as the catalogue has them, by a way of its own. */
    private List<String> bounds(String table) {
        return sql.sql(
                        """
                        select (m)[1] || ' ' || (m)[2]
                        from pg_inherits i
                        join pg_class c on c.oid = i.inhrelid
                        cross join lateral (
                            select set_config('timezone', 'UTC', false)) utc
                        cross join lateral (
                            select regexp_match(
                                pg_get_expr(c.relpartbound, c.oid),
                                'FROM \\(''(.*)''\\) TO \\(''(.*)''\\)')) b (m)
                        where i.inhparent = ?::regclass and (m)[1] is not null
                        order by 1
                        """)
                .param(table)
                .query(String.class)
                .list();
    }

    private String anyPartition(String table) {
        return sql.sql(
                        "select max(inhrelid::regclass::text) from pg_inherits where inhparent = ?::regclass")
                .param(table)
                .query(String.class)
                .single();
    }
}
