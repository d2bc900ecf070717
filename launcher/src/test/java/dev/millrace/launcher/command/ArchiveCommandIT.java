package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators type about archived months, and what they read. */
class ArchiveCommandIT {

    private static final String SENDER = "00000000-0000-0000-0000-000000000001";

    @TempDir private Path folder;

    private CommandDesk desk;

    @BeforeEach
    void open() throws Exception {
        desk = CommandDesk.open(folder, "batch.archive.folder = " + folder.resolve("archive"));
        desk.database()
                .execute(
                        """
                        insert into identity.users (id, email, display_name)
                        values ('%1$s', 's@example.org', 'S');
                        insert into engagement.conversations (id, type, subject)
                        values ('%1$s', 'direct', 'About');
                        select ops.add_month('engagement.messages', '2020-03-01');
                        insert into engagement.messages (conversation_id, sender_id, content, created_at)
                        select '%1$s', '%1$s', 'text ' || g, '2020-03-05'::timestamptz + g * interval '1 hour'
                        from generate_series(1, 5) g;
                        insert into engagement.messages (conversation_id, sender_id, content)
                        values ('%1$s', '%1$s', 'young')
                        """
                                .formatted(SENDER));
        assertThat(desk.type(0, "jobs", "run", "retention")).contains("state       completed");
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void monthIsListedVerifiedQueriedAndBroughtBack() throws Exception {
        assertThat(desk.type(0, "archive", "list"))
                .containsPattern("engagement.messages +2020-03 +5 +5 +\\d+ .* current");
        JsonNode listed = new ObjectMapper().readTree(desk.type(0, "archive", "list", "--json"));
        assertThat(listed).hasSize(2);
        assertThat(listed.get(0).get("rows").asLong()).isEqualTo(5);
        assertThat(desk.type(0, "archive", "verify")).contains("2 files read, 0 damages");

        String counted =
                desk.type(
                        0,
                        "archive",
                        "query",
                        "select extract(year from created_at) < 2021 as old, count(*) as messages from engagement.messages group by 1 order by 1");
        assertThat(counted)
                .containsPattern("false +1")
                .containsPattern("true +5")
                .contains("2 rows");
        JsonNode first =
                new ObjectMapper()
                        .readTree(
                                desk.type(
                                        0,
                                        "archive",
                                        "query",
                                        "select content from messages order by created_at"
                                                .replace("messages", "engagement.messages"),
                                        "--limit",
                                        "1",
                                        "--json"));
        assertThat(first.get(0).get("content").asText()).isEqualTo("text 1");

        desk.database().execute("delete from archive.messages");
        assertThat(desk.type(0, "archive", "restore", "engagement.messages", "2020-03"))
                .contains("state       completed", "5 of 5 rows");
        assertThat(desk.database().count("select count(*) from archive.messages")).isEqualTo(5);
        assertThat(desk.type(0, "archive", "export")).contains("0 of 0 rows");
    }

    @Test
    void mistakesAndDamageAreNamed() throws Exception {
        assertThat(desk.type(2, "archive")).contains("a command is missing: list, export, verify");
        assertThat(desk.type(1, "archive", "query", "select * from nothing"))
                .contains("nothing", "a SELECT over wellness.bookings, ");
        assertThat(desk.type(1, "archive", "restore", "engagement.messages", "March"))
                .contains("month is 'March', expected one such as 2018-12");
        assertThat(desk.type(1, "archive", "restore", "engagement.letters", "2020-03"))
                .contains(
                        "parameter table of job archive-restore is 'engagement.letters', expected");
        JsonNode listed = new ObjectMapper().readTree(desk.type(0, "archive", "list", "--json"));
        Path file = Path.of(listed.get(0).get("file").asText());

        Files.delete(file);

        assertThat(desk.type(1, "archive", "verify"))
                .contains(file + " is damaged: it is missing", "1 damages");
        assertThat(desk.type(1, "archive", "query", "select 1 from engagement.messages"))
                .contains("it is missing");
    }
}
