package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.retention.OldRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is erased in the tables is erased in the files of the archive. */
class ErasedArchiveIT {

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
}
