package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.retention.OldRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Archived months as files on a real server: written, verified, brought back, queried. */
class ArchivedMonthsIT {

    private static final int ROWS = ArchiveDesk.ROWS;

    @TempDir private Path folder;

    private ArchiveDesk desk;
    private JdbcClient sql;
    private OldRows rows;

    @BeforeEach
    void open() {
        desk = new ArchiveDesk(folder);
        sql = desk.sql();
        rows = desk.oldRows();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void everyColumnOfEachArchivedTableComesBackEqual() {
        desk.fillArchive();
        Samples.fill(
                sql,
                "analytics.user_activity_logs",
                ROWS,
                Map.of(
                        "created_at",
                        "timestamptz '2018-12-02 00:00:00.000001+00' + g * interval '1 minute'"));
        Map<ArchivedTable, String> copies = new LinkedHashMap<>();
        for (ArchivedTable table : ArchivedTable.values()) {
            String copy = "public.copy_" + table.name().toLowerCase(java.util.Locale.ROOT);
            sql.sql(
                            "create table %s as select * from %s"
                                    .formatted(
                                            copy,
                                            table == ArchivedTable.ACTIVITY
                                                    ? table.live()
                                                    : table.archive()))
                    .update();
            copies.put(table, copy);
        }

        assertThat(desk.export()).isEqualTo(6L * ROWS);
        assertThat(desk.export()).as("nothing is left to be written").isZero();
        ArchiveDesk.completed(desk.retire());
        assertThat(desk.damages()).isEmpty();
        for (ArchivedTable table : ArchivedTable.values()) {
            assertThat(desk.ask(counted(table))).as(table.live()).isEqualTo(Integer.toString(ROWS));
        }
        for (ArchivedTable table : ArchivedTable.values()) {
            sql.sql("delete from " + table.archive()).update();
        }
        for (ArchivedTable table : ArchivedTable.values()) {
            assertThat(desk.ask(counted(table)))
                    .as(table.live() + ", which is in the file alone")
                    .isEqualTo(Integer.toString(ROWS));
        }
        for (ArchivedTable root : ArchivedTable.roots()) {
            ArchiveDesk.completed(desk.restore(root.live(), "2018-12-24"));
        }

        copies.forEach((table, copy) -> {
            assertThat(desk.count(copy)).isEqualTo(ROWS);
            assertThat(difference(copy, table.archive(), copy)).as(table.live()).isZero();
            assertThat(difference(table.archive(), copy, copy)).as(table.live()).isZero();
            assertThat(desk.ask(counted(table)))
                    .as("each row once")
                    .isEqualTo(Integer.toString(ROWS));
        });
        assertThat(
                        ArchiveDesk.completed(desk.restore("wellness.bookings", "2018-12-01"))
                                .rowsDone())
                .as("what is there already is the same")
                .isZero();
    }

    @Test
    void monthLeavesOnlyWhenItsFileIsWritten() throws IOException {
        Files.writeString(folder.resolve("archive"), "no folder");
        UUID booking = rows.booking("2018-12-10");
        rows.participant(booking);
        rows.views(UUID.randomUUID(), 3, "2022-12-05T00:00:00Z");

        RunReport refused = desk.retire();

        assertThat(refused.outcome()).contains(Outcome.FAILED);
        assertThat(refused.message().orElseThrow()).contains("the archive cannot be written into ");
        assertThat(desk.count("wellness.bookings")).isOne();
        assertThat(desk.count("archive.bookings")).isZero();
        assertThat(desk.count("wellness.booking_participants")).isOne();
        assertThat(desk.count("archive.exports")).isZero();

        Files.delete(folder.resolve("archive"));
        desk.giveUp(refused);
        ArchiveDesk.completed(desk.retire());

        assertThat(desk.count("wellness.bookings")).isZero();
        assertThat(desk.count("analytics.user_activity_logs")).isZero();
        assertThat(desk.files())
                .extracting(file -> file.table() + " " + file.month() + " " + file.rows())
                .containsExactly(
                        "wellness.bookings 2018-12-01 1",
                        "wellness.booking_participants 2018-12-01 1",
                        "wellness.booking_reschedule_requests 2018-12-01 0",
                        "analytics.user_activity_logs 2022-12-01 3");
        assertThat(desk.ask("select count(*) from analytics.user_activity_logs")).isEqualTo("3");
    }

    @Test
    void questionSeesLiveAndArchivedRowsTogetherEachOnce() {
        UUID conversation = rows.conversation();
        rows.messages(300, conversation, "2022-12-05T00:00:00Z");
        rows.messages(20, conversation, "2023-01-20T00:00:00Z");
        UUID booking = rows.booking("2018-12-10");
        rows.participant(booking);
        rows.booking("2019-01-20");
        String totals =
                "select count(*) || ' ' || count(distinct id) || ' ' || min(created_at)::date || ' ' || max(created_at)::date from engagement.messages";
        String before = sql.sql(totals).query(String.class).single();
        String joined =
                "select count(*) from wellness.bookings b left join wellness.booking_participants p on p.booking_id = b.id where b.status = 'completed'";

        assertThat(desk.ask(totals)).isEqualTo(before);
        ArchiveDesk.completed(desk.retire());

        assertThat(desk.count("archive.messages")).isEqualTo(300);
        assertThat(desk.ask(totals)).isEqualTo(before);
        assertThat(desk.ask(joined)).isEqualTo("2");
        assertThat(desk.ask("select count(*) from engagement.message_reactions")).isEqualTo("320");
        // A participant that follows its booking later makes the file outdated until it is written.
        UUID other = rows.person();
        sql.sql("insert into wellness.booking_participants (booking_id, user_id) values (?, ?)")
                .params(booking, other)
                .update();
        ArchiveDesk.completed(desk.retire());
        assertThat(desk.ask("select count(*) from wellness.booking_participants")).isEqualTo("2");
        assertThat(desk.files()).anyMatch(file -> !file.isCurrent());
        desk.export();
        assertThat(desk.files()).allMatch(ArchiveFiles.MonthFile::isCurrent);
        assertThat(desk.ask("select count(*) from wellness.booking_participants")).isEqualTo("2");
        // Gone from the database, they are in the file alone, and nothing replaces that.
        sql.sql("delete from archive.booking_participants").update();
        assertThat(desk.export()).isZero();
        assertThat(desk.ask("select count(*) from wellness.booking_participants")).isEqualTo("2");
    }

    @Test
    void questionThatIsNoneOrReadsElsewhereIsRefused() {
        for (String select :
                List.of(
                        "drop table x",
                        "select 1; select 2",
                        "selec 1",
                        "select * from identity.users",
                        "select * from read_csv('/etc/hosts')",
                        "copy (select 1) to 'copied.csv'",
                        "")) {
            assertThatThrownBy(() -> desk.ask(select))
                    .as(select)
                    .hasMessageContaining("a SELECT over wellness.bookings, ");
        }
    }

    /** The trail has young rows, too: of what the test itself writes. */
    private static String counted(ArchivedTable table) {
        return "select count(*) from "
                + table.live()
                + (table == ArchivedTable.AUDIT ? " where occurred_at < '2019-01-01'" : "");
    }

    /** Rows of one table that the other has not, in the columns of the copy. */
    private long difference(String some, String others, String copy) {
        String columns =
                sql.sql("select ops.archived_columns(?::regclass)")
                        .param(copy)
                        .query(String.class)
                        .single();
        return sql.sql(
                        "select count(*) from (select %1$s from %2$s except all select %1$s from %3$s) t"
                                .formatted(columns, some, others))
                .query(Long.class)
                .single();
    }
}
