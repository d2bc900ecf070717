package dev.millrace.batch.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B03 on a real server: acceptance rows K21, K28 and K29, as far as they are about tables. */
class RetentionIT {

    private static final String JOB = "retention";
    private static final String CUT_OFF = "2026-01-15T00:00:00Z";

    /** Tables with the archives of their rows. */
    private static final Map<String, String> ARCHIVES =
            Map.of(
                    "wellness.bookings", "archive.bookings",
                    "wellness.booking_participants", "archive.booking_participants",
                    "wellness.booking_reschedule_requests", "archive.booking_reschedule_requests",
                    "engagement.messages", "archive.messages",
                    "engagement.message_reactions", "archive.message_reactions");

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;
    private OldRows rows;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        rows = new OldRows(sql);
        rows.months("2018-01-01", "2018-12-01", "2019-01-01", "2022-12-01", "2023-01-01");
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void oldMonthsLeaveWithTheirChildrenAndWhatRefersToThemStays() {
        UUID old = rows.booking("2018-12-31");
        UUID young = rows.booking("2019-01-01");
        for (UUID booking : List.of(old, young)) {
            rows.participant(booking);
            rows.rescheduling(booking);
        }
        rows.payment(old);
        rows.review(old);
        UUID conversation = rows.conversation();
        UUID question = rows.message(conversation, "2022-12-31T23:59:59Z");
        UUID answer = rows.message(conversation, "2023-01-01T00:00:00Z");
        sql.sql("update engagement.messages set reply_to_id = ? where id = ?")
                .params(question, answer)
                .update();
        rows.reaction(question);
        rows.reaction(answer);
        String before = content();
        String totals = totals();
        String key = reactionKey();

        RunReport first = run();
        RunReport second = run();

        assertThat(first.rowsDone()).isEqualTo(2);
        assertThat(second.rowsDone()).isZero();
        assertThat(content()).isEqualTo(before);
        assertThat(totals()).isEqualTo(totals);
        assertThat(count("archive.bookings")).isOne();
        assertThat(count("archive.booking_participants")).isOne();
        assertThat(count("archive.booking_reschedule_requests")).isOne();
        assertThat(count("archive.messages")).isOne();
        assertThat(count("archive.message_reactions")).isOne();
        assertThat(
                        sql.sql(
                                        """
                                        select r.id from wellness.booking_registry r
                                        join billing.payments p on p.booking_id = r.id
                                        join wellness.reviews v on v.booking_id = r.id
                                        where r.archived_at is not null
                                        """)
                                .query(UUID.class)
                                .list())
                .containsExactly(old);
        assertThat(
                        sql.sql("select id from engagement.messages where reply_to_id = ?")
                                .param(question)
                                .query(UUID.class)
                                .list())
                .containsExactly(answer);
        assertThat(months("wellness.bookings")).startsWith("wellness.bookings_y2019m01");
        assertThat(months("engagement.messages")).startsWith("engagement.messages_y2023m01");
        // The key of reactions is as it was.
        assertThat(reactionKey()).isEqualTo(key);
        assertThatThrownBy(() ->
                        sql.sql(
                                        """
                                        insert into engagement.message_reactions
                                            (message_id, message_created_at, user_id,
                                                reaction_type)
                                        select gen_random_uuid(), now(), id, 'like'
                                        from identity.users limit 1
                                        """)
                                .update())
                .hasMessageContaining("violates foreign key constraint");
        sql.sql("delete from engagement.messages where id = ?").param(answer).update();
        assertThat(count("engagement.message_reactions")).isZero();
        assertThat(
                        sql.sql(
                                        """
                                        select table_name, month::text, rows, child_rows
                                        from archive.months where rows > 0 order by 1
                                        """)
                                .query((row, number) ->
                                        row.getString(1)
                                                + " "
                                                + row.getString(2)
                                                + " "
                                                + row.getLong(3)
                                                + " "
                                                + row.getLong(4))
                                .list())
                .containsExactly(
                        "engagement.messages 2022-12-01 1 1", "wellness.bookings 2018-12-01 1 2");
    }

    @Test
    void oldActivityIsCountedAndDropped() {
        UUID item = UUID.randomUUID();
        rows.views(item, 3, "2022-12-05T00:00:00Z");
        rows.views(item, 2, "2023-01-05T00:00:00Z");

        RunReport report = run();

        assertThat(report.rowsDone()).isEqualTo(5);
        assertThat(count("analytics.user_activity_logs")).isZero();
        assertThat(
                        sql.sql(
                                        """
                                        select month || ' ' || activity_type || ' ' || entity_type
                                            || ' ' || events
                                        from archive.activity_rollups where entity_id = ?
                                        order by 1
                                        """)
                                .param(item)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "2022-12-01 content_viewed content 3",
                        "2023-01-01 content_viewed content 2");
    }

    @Test
    void dryRunSaysWhatWouldLeave() {
        rows.bookings(3, "2018-01-10T00:00:00Z");

        assertThat(operations.dryRun(JOB, Map.of("cut-off", CUT_OFF)))
                .startsWith(
                        "archive wellness.bookings_y2018m01: 3 rows",
                        "archive wellness.bookings_y2018m12: 0 rows")
                .contains("count up and drop analytics.user_activity_logs_y2018m01: 0 rows");
        assertThat(count("archive.bookings")).isZero();
        assertThat(count("wellness.bookings")).isEqualTo(3);
    }

    @Test
    void rowThatIsWrittenMeanwhileIsInOnePlaceWithItsLastContent() throws Exception {
        UUID booking = rows.booking("2018-01-10");
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("set local statement_timeout = '20s'");
            statement.execute(
                    "update wellness.bookings set status = 'no_show' where id = '" + booking + "'");
            CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(this::run);
            await().atMost(Duration.ofSeconds(30)).until(this::someoneWaits);
            assertThat(run).isNotDone();
            writer.commit();

            assertThat(run.get().outcome()).contains(Outcome.COMPLETED);
        }

        assertThat(count("wellness.bookings")).isZero();
        assertThat(
                        sql.sql("select status::text from archive.bookings where id = ?")
                                .param(booking)
                                .query(String.class)
                                .single())
                .isEqualTo("no_show");
    }

    @Test
    void monthThatIsBeingArchivedRefusesRows() {
        sql.sql(
                        """
                        select ops.close_month('wellness.bookings',
                            'wellness.bookings_y2018m01', '2019-01-01')
                        """)
                .query()
                .listOfRows();

        assertThatThrownBy(() -> rows.booking("2018-01-10"))
                .hasMessageContaining("its month is being archived");
        assertThat(rows.booking("2018-12-10")).isNotNull();
    }

    @Test
    void participantOfAnArchivedBookingFollowsIt() {
        UUID booking = rows.booking("2018-01-10");
        run();
        rows.participant(booking);

        run();

        assertThat(count("wellness.booking_participants")).isZero();
        assertThat(count("archive.booking_participants")).isOne();
    }

    @Test
    void longReaderHoldsTheJobUpAndNobodyElse() throws Exception {
        rows.bookings(2000, "2018-01-10T00:00:00Z");
        CompletableFuture<RunReport> run;
        long longest = 0;
        int waits = 0;
        try (Connection reader = database.connect();
                Statement reading = reader.createStatement();
                Connection writer = database.connect();
                Statement writing = writer.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("select count(*) from wellness.bookings");
            run = CompletableFuture.supplyAsync(this::run);
            while (waits < 5) {
                long begin = System.nanoTime();
                writing.execute(
                        "update wellness.bookings set follow_up_sent_at = now()"
                                + " where id = gen_random_uuid()");
                longest = Math.max(longest, System.nanoTime() - begin);
                waits += someoneWaits() ? 1 : 0;
                assertThat(run).isNotDone();
            }
            reader.rollback();
        }

        assertThat(run.get().outcome()).contains(Outcome.COMPLETED);
        System.out.println("longest write: " + longest / 1_000_000 + " ms");
        // One try waits for 50 ms; the rest is what a busy machine takes.
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(1000));
    }

    @Test
    void largeMonthLeavesWhileWritersGoOn() throws Exception {
        int size = Boolean.getBoolean("millrace.test.long") ? 1_000_000 : 50_000;
        UUID conversation = rows.conversation();
        rows.bookings(size, "2018-01-03T00:00:00Z");
        rows.messages(size, conversation, "2022-12-03T00:00:00Z");
        rows.messages(size, conversation, "2023-01-03T00:00:00Z");
        sql.sql("analyze engagement.messages, engagement.message_reactions, wellness.bookings")
                .update();
        long longest = 0;
        long writes = 0;
        long began = System.nanoTime();
        CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(this::run);
        try (Connection writer = database.connect();
                Statement writing = writer.createStatement()) {
            while (!run.isDone()) {
                long begin = System.nanoTime();
                // The application names no month, so every partition is locked.
                writing.execute(
                        "update wellness.bookings set follow_up_sent_at = now()"
                                + " where id = gen_random_uuid()");
                writing.execute(
                        "update engagement.messages set read_at = now()"
                                + " where id = gen_random_uuid()");
                writing.execute(
                        """
                        insert into engagement.message_reactions
                            (message_id, message_created_at, user_id, reaction_type)
                        select id, created_at, sender_id, gen_random_uuid()
                        from engagement.messages
                        where created_at >= '2023-01-01' and created_at < '2023-01-04'
                        limit 1
                        """);
                longest = Math.max(longest, System.nanoTime() - begin);
                writes++;
            }
        }

        assertThat(run.get().rowsDone()).isEqualTo(2L * size);
        assertThat(count("archive.message_reactions")).isEqualTo(size);
        System.out.printf(
                "%d rows with as many children in %d ms; %d times three writes, the longest %d ms%n",
                2 * size, (System.nanoTime() - began) / 1_000_000, writes, longest / 1_000_000);
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void tableThatIsBeingCopiedIsLeftAlone() {
        rows.booking("2018-01-10");
        sql.sql(
                        "insert into ops.table_snapshots (table_name) values ('wellness.booking_participants')")
                .update();

        RunReport report = operations.run(JOB, Map.of("cut-off", CUT_OFF), "test");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.toString()).contains("wellness.bookings is being copied");
        assertThat(count("archive.bookings")).isZero();

        sql.sql("update ops.table_snapshots set state = 'done'").update();
        operations.restart(report.execution(), "test");

        assertThat(count("archive.bookings")).isOne();
    }

    @Test
    void refusesAnAgeThatWouldTakeTheRunningMonth() {
        assertThatThrownBy(() -> operations.dryRun(JOB, Map.of("bookings-months", "0")))
                .hasMessage(
                        "parameter bookings-months of job retention is '0', expected 1 to 1200");
    }

    @Test
    void killedAtRandomPointsNothingIsHalfDone() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("killedAtRandomPointsNothingIsHalfDone: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 50 : 3;
        for (int month = 1; month <= 12; month++) {
            rows.months("2017-%02d-01".formatted(month));
            rows.bookings(1500, "2017-%02d-03T00:00:00Z".formatted(month));
        }
        String before = content();
        long all = count("wellness.bookings");
        for (int round = 0; round < rounds; round++) {
            Optional<RunReport> last = last();
            JavaProcess process =
                    last.isEmpty()
                            ? BatchProcess.start(database, "run", JOB, "1", "cut-off=" + CUT_OFF)
                            : BatchProcess.start(
                                    database,
                                    "restart",
                                    Long.toString(last.get().execution()),
                                    "1");
            long wanted = count("archive.bookings") + random.nextInt(3000);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1 + random.nextInt(15)))
                    .until(() ->
                            count("archive.bookings") >= wanted
                                    || process.output().contains("all ended"));
            process.kill();
            assertThat(content()).isEqualTo(before);
            if (last().isPresent()
                    && last().get().outcome().equals(Optional.of(Outcome.COMPLETED))) {
                break;
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> {
                    Optional<RunReport> last = last();
                    if (last.isEmpty()) {
                        run();
                    } else if (!last.get().outcome().equals(Optional.of(Outcome.COMPLETED))) {
                        operations.restart(last.get().execution(), "test");
                    }
                    return true;
                });

        assertThat(content()).isEqualTo(before);
        assertThat(count("archive.bookings")).isEqualTo(all);
        assertThat(count("archive.booking_participants")).isEqualTo(all);
        assertThat(count("wellness.bookings")).isZero();
    }

    private RunReport run() {
        RunReport report = operations.run(JOB, Map.of("cut-off", CUT_OFF), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private Optional<RunReport> last() {
        return operations.history(Optional.of(JOB), false, 1).stream().findFirst();
    }

    private boolean someoneWaits() {
        return sql.sql(
                        """
                        select exists (
                            select from pg_stat_activity
                            where application_name = 'millrace batch' and wait_event_type = 'Lock'
                                and datname = current_database())
                        """)
                .query(Boolean.class)
                .single();
    }

    private String reactionKey() {
        return sql.sql(
                        """
                        select conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
                        from pg_constraint
                        where conrelid = 'engagement.message_reactions'::regclass
                            and contype = 'f' and conparentid = 0
                            and confrelid = 'engagement.messages'::regclass
                        """)
                .query(String.class)
                .single();
    }

    /** What the oracles of lifetime totals say, in which no row's place shows. */
    private String totals() {
        return sql.sql(
                        """
                        select (select jsonb_agg(to_jsonb(p) order by p.practitioner_id)
                                from oracle.practitioner_stats p)::text
                            || (select jsonb_agg(to_jsonb(c) order by c.conversation_id)
                                from oracle.conversation_state c)::text
                        """)
                .query(String.class)
                .single();
    }

    /** Everything of the tables and their archives, wherever it is; a row in both counts twice. */
    private String content() {
        StringBuilder all = new StringBuilder();
        ARCHIVES.keySet().stream()
                .sorted()
                .forEach(table ->
                        all.append(
                                sql.sql(
                                                """
                                                select coalesce(md5(string_agg(t.row, ','
                                                    order by t.row)), 'none')
                                                from (
                                                    select to_jsonb(l)::text as row from %s l
                                                    union all
                                                    select (to_jsonb(a) - 'archived_at')::text
                                                    from %s a
                                                ) t
                                                """
                                                        .formatted(table, ARCHIVES.get(table)))
                                        .query(String.class)
                                        .single()));
        return all.toString();
    }

    private long count(String table) {
        return sql.sql("select count(*) from " + table).query(Long.class).single();
    }

    private List<String> months(String table) {
        return sql.sql("select part::text from ops.month_partitions(?::regclass) order by from_at")
                .param(table)
                .query(String.class)
                .list();
    }
}
