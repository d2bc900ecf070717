package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** B18: whatever is called a backup is a whole one, and nothing else is left. */
final class WrittenBackup implements KilledJob {

    private final Map<String, Long> rows = new TreeMap<>();

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public void prepare(Site site) {
        site.execute(
                """
                insert into identity.users (email, display_name)
                select g || '@example.org', repeat(md5(g::text), 5) from generate_series(1, 3000) g
                """,
                """
                insert into engagement.notifications (user_id, type, title, message)
                select id, 'system_update', 'n', repeat(md5(id::text), 9) from identity.users
                """);
        for (String table : List.of("identity.users", "engagement.notifications")) {
            rows.put(table, site.count(table));
        }
    }

    /** Also between a kill and the restart. */
    @Override
    public void assertNothingIsHalfDone(Site site) {
        backups(site).stream()
                .filter(backup -> !backup.toString().endsWith(".unfinished"))
                .forEach(this::assertWhole);
    }

    @Override
    public void assertDone(Site site) {
        // One that was finished just before the kill is as good as the one of the restart.
        assertThat(backups(site))
                .isNotEmpty()
                .noneMatch(backup -> backup.toString().endsWith(".unfinished"));
    }

    @Override
    public boolean countsEachRowOnce() {
        return false;
    }

    private void assertWhole(Path backup) {
        try {
            JsonNode manifest =
                    new ObjectMapper().readTree(backup.resolve("manifest.json").toFile());
            Map<String, Long> found = new TreeMap<>();
            for (JsonNode table : manifest.get("tables")) {
                assertThat(Digests.sha256(backup.resolve(table.get("file").asText())))
                        .isEqualTo(table.get("sha256").asText());
                found.put(table.get("table").asText(), table.get("rows").asLong());
            }
            assertThat(found).containsAllEntriesOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> backups(Site site) {
        if (!Files.exists(site.folders().backups())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(site.folders().backups())) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
