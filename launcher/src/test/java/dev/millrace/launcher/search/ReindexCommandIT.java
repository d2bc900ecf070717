package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Indexes that are built anew under the running program and its readers. */
class ReindexCommandIT {

    private final SearchProgram program = SearchProgram.get();

    @Test
    void anIndexIsBuiltAnewAndGivenBackUnderTheProgram() throws Exception {
        for (int i = 0; i < 40; i++) {
            program.insertCourse("Lanterns number " + i);
        }
        program.course("Lanterns for miners");
        String before = program.concrete("courses");

        try (MillraceProcess killed = program.process("reindex", "courses", "--rate", "5")) {
            killed.awaitLine("s left", SearchProgram.PATIENCE);
            killed.killHard();
        }
        assertThat(program.concrete("courses")).isEqualTo(before);
        String next = program.concrete("courses-next");
        assertThat(program.run("status").output()).contains("building   " + next);
        program.course("Lanterns in the snow");

        TypedCommand.Ended reindexed = program.run("reindex", "courses");

        assertThat(reindexed.code()).as(reindexed.output()).isZero();
        assertThat(reindexed.output())
                .contains("courses: %s is live, %s is kept".formatted(next, before));
        assertThat(program.concrete("courses")).isEqualTo(next);
        assertThat(program.run("status").output()).contains("kept       " + before);
        program.course("Lanterns at sea");
        assertThat(program.titles("lanterns")).hasSize(43).contains("Lanterns at sea");
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();

        assertThat(program.run("reindex", "courses", "--back").output())
                .contains(before + " is live");
        assertThat(program.concrete("courses")).isEqualTo(before);
        // What was written to the other one meanwhile is there at once.
        program.client().indices().refresh(r -> r.index("courses"));
        assertThat(program.titles("lanterns")).hasSize(43).contains("Lanterns at sea");
        program.course("Lanterns by day");
        assertThat(program.titles("lanterns")).contains("Lanterns by day");
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();
        assertThat(program.run("reindex", "courses", "--drop").output())
                .contains("dropped " + next);
        assertThat(program.concrete("courses")).isEqualTo(before);
    }

    // B22
    @Test
    void theJobBuildsAnIndexAnew() throws Exception {
        program.course("Kites over the bay");
        String before = program.concrete("courses");

        TypedCommand.Ended ended =
                program.run("jobs", "run", "search-reindex", "--param", "index=courses", "--json");

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("\"state\" : \"completed\"");
        assertThat(program.concrete("courses")).isNotEqualTo(before);
        assertThat(program.titles("kites")).containsExactly("Kites over the bay");
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();
    }

    @Test
    void allIndexesAreBuiltAnewOneAfterTheOther() throws Exception {
        program.course("Looms for everybody");
        Map<SearchIndex, String> before = new HashMap<>();
        for (SearchIndex index : SearchIndexes.all()) {
            before.put(index, program.concrete(index.name()));
        }

        TypedCommand.Ended reindexed = program.run("reindex", "all");

        assertThat(reindexed.code()).as(reindexed.output()).isZero();
        for (SearchIndex index : SearchIndexes.all()) {
            assertThat(program.concrete(index.name()))
                    .as(index.name())
                    .isNotEqualTo(before.get(index));
            assertThat(program.concrete(index.name() + "-former")).isEqualTo(before.get(index));
            assertThat(reindexed.output())
                    .contains(
                            "%s: %s is live, %s is kept"
                                    .formatted(
                                            index.name(),
                                            program.concrete(index.name()),
                                            before.get(index)));
        }
        program.course("Looms for nobody");
        assertThat(program.titles("looms"))
                .containsExactlyInAnyOrder("Looms for everybody", "Looms for nobody");
        TypedCommand.Ended dropped = program.run("reindex", "all", "--drop");
        assertThat(dropped.code()).as(dropped.output()).isZero();
        for (SearchIndex index : SearchIndexes.all()) {
            assertThat(dropped.output()).contains(index.name() + ": dropped " + before.get(index));
        }
    }
}
