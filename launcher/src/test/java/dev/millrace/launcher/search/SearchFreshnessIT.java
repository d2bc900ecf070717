package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.testing.AlertRules;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows that an application writes are found as of their commit. */
class SearchFreshnessIT {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");

    private final SearchProgram program = SearchProgram.get();

    @Test
    void whoAwaitsACommitFindsItAndEachIndexIsInStatus() throws Exception {
        UUID course = program.course("Breathing for beekeepers");
        assertThat(program.titles("beekeepers")).containsExactly("Breathing for beekeepers");

        program.app(
                "update learning.courses set title = 'Breathing for divers' where id = '"
                        + course
                        + "'");
        program.awaitIndex(SearchIndexes.COURSES);
        assertThat(program.titles("divers")).containsExactly("Breathing for divers");
        assertThat(program.titles("beekeepers")).isEmpty();

        program.app("update learning.courses set status = 'draft' where id = '" + course + "'");
        program.awaitIndex(SearchIndexes.COURSES);
        assertThat(program.titles("divers")).isEmpty();

        TypedCommand.Ended status = program.run("status");
        assertThat(status.output()).contains("search     " + program.guard().url());
        SearchIndexes.all()
                .forEach(index ->
                        assertThat(status.output())
                                .containsPattern("(?m)^" + index.name() + " +running "));
        assertThat(status.code()).as(status.output()).isZero();
        assertThat(
                        program.health()
                                .scrape()
                                .sum("millrace_index_documents_total", "index", "courses"))
                .isGreaterThanOrEqualTo(3);
        assertThat(indexMeters(program.health().scrape().text(), "^# TYPE (millrace_index_\\S+)"))
                .isEqualTo(
                        indexMeters(
                                Files.readString(OPERATIONS.resolve("metrics.md")),
                                "^\\| `(millrace_index_[a-z_]+)`"));
        assertThat(AlertRules.read(OPERATIONS.resolve("alerts.yml")).metrics())
                .filteredOn(name -> name.startsWith("millrace_index_"))
                .isNotEmpty()
                .isSubsetOf(program.health().scrape().names());
    }

    private static Set<String> indexMeters(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
