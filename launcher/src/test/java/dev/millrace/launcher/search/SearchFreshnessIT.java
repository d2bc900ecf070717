package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows that an application writes are found as of their commit, also by a server that was away. */
class SearchFreshnessIT {

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
                                Files.readString(Path.of("..", "docs", "operations", "metrics.md")),
                                "^\\| `(millrace_index_[a-z_]+)`"));
    }

    @Test
    void aServerThatWasAwayLosesNothingAndIsSaidMeanwhile() throws Exception {
        program.course("Weaving number 0");
        TreeSet<String> expected = new TreeSet<>(List.of("Weaving number 0"));

        program.server().stop();
        for (int i = 1; i <= 20; i++) {
            program.insertCourse("Weaving number " + i);
            expected.add("Weaving number " + i);
        }
        await().atMost(SearchProgram.PATIENCE)
                .untilAsserted(() -> {
                    assertThat(program.health().ready().part("index.courses"))
                            .startsWith("not ready");
                    assertThat(program.health().ready().part("search-server"))
                            .startsWith("not ready");
                });
        TypedCommand.Ended status = program.run("status");
        assertThat(status.output())
                .contains("NOT USABLE")
                .contains("trouble    search:courses")
                .contains("does not answer");
        assertThat(status.code()).isEqualTo(1);
        assertThat(program.isAsOfNow("search:courses", Duration.ofSeconds(1))).isFalse();

        program.server().start();
        program.awaitIndex(SearchIndexes.COURSES);

        assertThat(new TreeSet<>(program.titles("weaving"))).isEqualTo(expected);
        program.awaitReady();
    }

    private static Set<String> indexMeters(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
