package dev.millrace.batch.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B03 beside those who read and write: nobody waits for it, and it loses nothing of theirs. */
class RetentionBesideWritersIT {

    private final RetentionDesk desk = new RetentionDesk();
    private final JdbcClient sql = desk.sql();
    private final OldRows rows = desk.rows();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void rowThatIsWrittenMeanwhileIsInOnePlaceWithItsLastContent() throws Exception {
        UUID booking = rows.booking("2018-01-10");
        try (Connection writer = desk.database().connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("set local statement_timeout = '20s'");
            statement.execute(
                    "update wellness.bookings set status = 'no_show' where id = '" + booking + "'");
            CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(desk::retire);
            await().atMost(Duration.ofSeconds(30)).until(desk::someoneWaits);
            assertThat(run).isNotDone();
            writer.commit();

            assertThat(run.get().outcome()).contains(Outcome.COMPLETED);
        }

        assertThat(desk.count("wellness.bookings")).isZero();
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
    void longReaderHoldsTheJobUpAndNobodyElse() throws Exception {
        rows.bookings(2000, "2018-01-10T00:00:00Z");
        CompletableFuture<RunReport> run;
        long longest = 0;
        int waits = 0;
        try (Connection reader = desk.database().connect();
                Statement reading = reader.createStatement();
                Connection writer = desk.database().connect();
                Statement writing = writer.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("select count(*) from wellness.bookings");
            run = CompletableFuture.supplyAsync(desk::retire);
            while (waits < 5) {
                long begin = System.nanoTime();
                writing.execute(
                        "update wellness.bookings set follow_up_sent_at = now()"
                                + " where id = gen_random_uuid()");
                longest = Math.max(longest, System.nanoTime() - begin);
                waits += desk.someoneWaits() ? 1 : 0;
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
        CompletableFuture<RunReport> run = CompletableFuture.supplyAsync(desk::retire);
        try (Connection writer = desk.database().connect();
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
        assertThat(desk.count("archive.message_reactions")).isEqualTo(size);
        System.out.printf(
                "%d rows with as many children in %d ms; %d times three writes, the longest %d ms%n",
                2 * size, (System.nanoTime() - began) / 1_000_000, writes, longest / 1_000_000);
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
    }
}
