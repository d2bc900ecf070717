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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Archived months as files on a real server: written, verified, brought back, queried. */
class ArchivedMonthsIT {

    private static final int ROWS = 40;

    @TempDir private Path folder;
    @TempDir private Path exports;

    private ArchiveDesk desk;
    private JdbcClient sql;
    private OldRows rows;

    @BeforeEach
    void open() {
        desk = new ArchiveDesk(folder.resolve("archive"), exports);
        sql = desk.sql();
        rows = new OldRows(sql);
        rows.months("2018-12-01", "2019-01-01", "2022-12-01", "2023-01-01");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void everyColumnOfEachArchivedTableComesBackEqual() {
        fillArchive();
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

    @Test
    void damagedOrMissingFileIsNamedWithWhatWasExpected() throws IOException {
        fillArchive();
        desk.export();
        ArchiveFiles.MonthFile bookings = desk.files().getFirst();
        byte[] bytes = Files.readAllBytes(bookings.path());

        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        Files.write(bookings.path(), flipped);
        assertThat(desk.damages())
                .singleElement()
                .asString()
                .contains(bookings.path().toString(), "its SHA-256 is ", ", expected ");
        assertThatThrownBy(() -> desk.ask("select count(*) from wellness.bookings"))
                .hasMessageContaining(bookings.path() + " is damaged: its SHA-256 is ");
        RunReport refused = desk.restore("wellness.bookings", "2018-12-01");
        assertThat(refused.outcome()).contains(Outcome.FAILED);
        assertThat(refused.message().orElseThrow()).contains("is damaged: its SHA-256 is ");

        Files.write(bookings.path(), java.util.Arrays.copyOf(bytes, bytes.length - 7));
        assertThat(desk.damages())
                .singleElement()
                .asString()
                .contains(
                        "its length is %d, expected %d".formatted(bytes.length - 7, bytes.length));

        Files.delete(bookings.path());
        assertThat(desk.damages()).singleElement().asString().contains("it is missing");

        Files.write(bookings.path(), bytes);
        assertThat(desk.damages()).isEmpty();
    }

    @Test
    void valueThatDiffersIsNamedWithItsColumn() throws Exception {
        fillArchive();
        desk.export();
        ArchiveFiles.MonthFile bookings = desk.files().getFirst();
        ArchiveManifest manifest = manifest(bookings);
        ArchiveManifest.TableFile said = manifest.files().getFirst();
        Path other = folder.resolve("other.parquet");
        try (var engine = Engine.open(folder);
                var statement = engine.createStatement()) {
            statement.execute(
                    "copy (select * replace (price_cents + 1 as price_cents) from read_parquet('%s')) to '%s' (format parquet)"
                            .formatted(bookings.path(), other));
            ParquetTable parquet = new ParquetTable(engine, folder);
            ArchiveManifest.TableFile dressed =
                    new ArchiveManifest.TableFile(
                            said.table(),
                            said.file(),
                            said.rows(),
                            Files.size(other),
                            ParquetTable.sha256(other),
                            said.columns());

            assertThatThrownBy(() -> parquet.verify(dressed, other))
                    .hasMessageMatching(
                            ".*other.parquet is damaged: column price_cents sums up to \\w{64}, expected \\w{64}");
        }
    }

    @Test
    void fileOfAnotherSchemaIsRefusedWithTheColumn() {
        fillArchive();
        desk.export();
        sql.sql("delete from archive.bookings").update();

        sql.sql("alter table archive.bookings add column extra text").update();
        sql.sql("alter table archive.bookings alter column price_cents type numeric(12, 2)")
                .update();
        RunReport refused = desk.restore("wellness.bookings", "2018-12-01");
        assertThat(refused.message().orElseThrow())
                .containsPattern(
                        "\\.parquet is of another schema \\(version \\d+\\): column price_cents: expected bigint of archive\\.bookings, found numeric\\(12,2\\)");
        assertThat(desk.count("archive.bookings")).isZero();

        sql.sql("alter table archive.bookings alter column price_cents type bigint").update();
        desk.giveUp(refused);
        ArchiveDesk.completed(desk.restore("wellness.bookings", "2018-12-01"));
        assertThat(desk.count("archive.bookings where extra is null")).isEqualTo(ROWS);
    }

    @Test
    void erasedPersonIsTakenOutOfFilesToo() throws IOException {
        UUID conversation = rows.conversation();
        rows.message(conversation, "2022-12-05T00:00:00Z");
        sql.sql("update engagement.messages set content = 'planted9c2', subject = 'planted9c2'")
                .update();
        rows.views(UUID.randomUUID(), 2, "2022-12-05T00:00:00Z");
        sql.sql(
                        "update analytics.user_activity_logs set referrer = 'planted9c2', details = '{\"q\": \"planted9c2\"}', ip_address = '10.9.8.7'")
                .update();
        UUID booking = rows.booking("2018-12-10");
        ArchiveDesk.completed(desk.retire());
        desk.restore("analytics.user_activity_logs", "2022-12-01");
        assertThat(holding("planted9c2")).isEqualTo(3);
        List<String> before = names();

        sql.sql("insert into ops.erasure_requests (user_id, kind) values (?, 'erase')")
                .param(rows.owner())
                .update();
        ArchiveDesk.completed(desk.run("person-requests", Map.of()));

        assertThat(holding("planted9c2")).isZero();
        assertThat(
                        desk.ask(
                                "select count(*) from analytics.user_activity_logs where ip_address is not null"))
                .isEqualTo("0");
        assertThat(desk.ask("select content from engagement.messages")).isEqualTo("erased");
        assertThat(
                        desk.ask(
                                "select user_notes is null from wellness.bookings where id = '"
                                        + booking
                                        + "'"))
                .isEqualTo("true");
        assertThat(desk.damages()).isEmpty();
        assertThat(desk.count("archive.export_erasures")).isZero();
        // The files are those of the database now, and the former ones are gone.
        for (String root :
                List.of(
                        "wellness.bookings",
                        "engagement.messages",
                        "analytics.user_activity_logs")) {
            ArchiveDesk.completed(
                    desk.restore(root, root.startsWith("wellness") ? "2018-12-01" : "2022-12-01"));
        }
        assertThat(names()).hasSameSizeAs(before);
        assertThat(names().stream().filter(before::contains))
                .as("files that hold nobody")
                .isNotEmpty()
                .allMatch(name ->
                        name.startsWith("wellness.booking_")
                                || name.startsWith("engagement.message_reactions"));
    }

    /** The trail has young rows, too: of what the test itself writes. */
    private static String counted(ArchivedTable table) {
        return "select count(*) from "
                + table.live()
                + (table == ArchivedTable.AUDIT ? " where occurred_at < '2019-01-01'" : "");
    }

    private long holding(String mark) {
        return Long.parseLong(
                        desk.ask(
                                "select count(*) from engagement.messages where content like '%"
                                        + mark
                                        + "%'"))
                + Long.parseLong(
                        desk.ask(
                                "select count(*) from analytics.user_activity_logs where referrer = '%1$s' or details::varchar like '%%%1$s%%'"
                                        .formatted(mark)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("archive"))) {
            return files.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Rows of one month in each table of the archive but that of activity. */
    private void fillArchive() {
        String moment = "timestamptz '2018-12-02 00:00:00.000001+00' + g * interval '1 minute'";
        String booking = "(array(select id from archive.bookings order by id))[1 + g % 20]";
        Map<ArchivedTable, Map<String, String>> special = new LinkedHashMap<>();
        special.put(ArchivedTable.BOOKINGS, Map.of("created_at", moment));
        special.put(ArchivedTable.BOOKING_PARTICIPANTS, Map.of("booking_id", booking));
        special.put(ArchivedTable.RESCHEDULE_REQUESTS, Map.of("booking_id", booking));
        special.put(ArchivedTable.MESSAGES, Map.of("created_at", moment));
        special.put(ArchivedTable.MESSAGE_REACTIONS, Map.of("message_created_at", moment));
        special.put(ArchivedTable.AUDIT, Map.of("occurred_at", moment));
        special.forEach((table, values) -> Samples.fill(sql, table.archive(), ROWS, values));
    }

    private ArchiveManifest manifest(ArchiveFiles.MonthFile file) {
        String name =
                sql.sql("select manifest from archive.exports where table_name = ?")
                        .param(file.table())
                        .query(String.class)
                        .single();
        return new ArchiveFolder(folder).read(file.path().resolveSibling(""), name);
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
