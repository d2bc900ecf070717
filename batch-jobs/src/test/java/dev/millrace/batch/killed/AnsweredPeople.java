package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.batch.archive.ArchiveQuery;
import dev.millrace.batch.erasure.EveryTable;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.retention.OldRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** B23: who asked for it has an export that is whole, and of who is erased nothing is left. */
final class AnsweredPeople implements KilledJob {

    private static final String MARK = "planted5c3";

    private UUID exported = new UUID(0, 0);

    @Override
    public String name() {
        return "person-requests";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public void prepare(Site site) {
        OldRows rows = new OldRows(site.sql());
        rows.months("2018-12-01", "2022-12-01");
        rows.bookings(50, "2018-12-03T00:00:00Z");
        rows.messages(50, rows.conversation(), "2022-12-03T00:00:00Z");
        rows.views(UUID.randomUUID(), 20, "2022-12-05T00:00:00Z");
        site.execute(
                "update engagement.messages set content = '%s'".formatted(MARK),
                "update wellness.bookings set user_notes = '%s'".formatted(MARK),
                "update analytics.user_activity_logs set referrer = '%s'".formatted(MARK));
        site.retire();
        EveryTable tables = new EveryTable(site.sql(), MARK);
        UUID person = tables.fill();
        exported = request(site, person, "export");
        for (UUID erased : List.of(person, tables.fill(), rows.owner())) {
            request(site, erased, "erase");
        }
        assertThat(tables.holding()).contains("identity.users.email", "archive.messages.content");
        assertThat(marked(site)).isEqualTo("120");
    }

    @Override
    public void assertDone(Site site) {
        assertThat(site.texts("select distinct status from ops.erasure_requests"))
                .containsExactly("done");
        assertThat(new EveryTable(site.sql(), MARK).holding())
                .allMatch(column -> column.matches(EveryTable.STAYING));
        assertThat(marked(site)).isEqualTo("0");
        ArchiveCheck files = new ArchiveCheck(site);
        files.assertWhole();
        files.assertNoWorkIsLeft();
        assertThat(site.files())
                .as("no former file is left")
                .filteredOn(file -> file.endsWith(".parquet"))
                .hasSameSizeAs(files.counting());
        assertThat(site.files()).noneMatch(file -> file.contains(".unfinished"));
        assertExportIsWhole(site);
    }

    private void assertExportIsWhole(Site site) {
        Path folder = site.folders().exports().resolve(exported.toString());
        try {
            JsonNode manifest =
                    new ObjectMapper().readTree(folder.resolve("manifest.json").toFile());
            assertThat(manifest.get("tables").size()).isGreaterThan(30);
            for (JsonNode table : manifest.get("tables")) {
                Path file = folder.resolve(table.get("file").asText());
                assertThat(Digests.sha256(file)).isEqualTo(table.get("sha256").asText());
            }
            assertThat(Files.readString(folder.resolve("identity.users.json"))).contains(MARK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows with the mark, live, archived and in files. */
    private static String marked(Site site) {
        String select =
                """
                select (select count(*) from engagement.messages where content like '%%%1$s%%' and created_at < '2023-01-01')
                    + (select count(*) from wellness.bookings where user_notes like '%%%1$s%%' and created_at < '2023-01-01')
                    + (select count(*) from analytics.user_activity_logs where referrer like '%%%1$s%%' and created_at < '2023-01-01')
                """
                        .formatted(MARK);
        try (BatchOperations operations = site.operations()) {
            return String.valueOf(
                    operations
                            .look(sql ->
                                    new ArchiveQuery(Optional.of(site.folders().archive()))
                                            .ask(sql, select, 1))
                            .rows()
                            .getFirst()
                            .getFirst());
        }
    }

    private static UUID request(Site site, UUID person, String kind) {
        return site.sql()
                .sql("insert into ops.erasure_requests (user_id, kind) values (?, ?) returning id")
                .params(person, kind)
                .query(UUID.class)
                .single();
    }
}
