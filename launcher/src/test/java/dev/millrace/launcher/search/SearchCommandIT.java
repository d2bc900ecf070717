package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.SearchRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the commands find in the indexes, and whether those are what SQL says. */
class SearchCommandIT {

    private final SearchProgram program = SearchProgram.get();

    @Test
    void theCommandSearchesAndVerifyComparesDocuments() throws Exception {
        program.insertCourse("Knots and splices");
        program.insertCourse("Rope work with knots");
        program.course("Sailing by night");

        TypedCommand.Ended found = program.run("search", "courses", "knots", "--facet", "is_free");
        assertThat(found.code()).as(found.output()).isZero();
        assertThat(found.output())
                .contains("title: [Knots] and splices")
                .contains("is_free      true (2)")
                .contains("2 found, 2 shown")
                .doesNotContain("Sailing");
        assertThat(
                        program.run("search", "courses", "", "--filter", "title=sailing by night")
                                .output())
                .contains("Sailing by night")
                .contains("1 found");
        assertThat(program.run("search", "courses", "knots", "--explain").output())
                .contains("weight(");
        assertThat(program.run("search", "general", "splices").output())
                .contains("Knots and splices");
        assertThat(program.run("search", "courses", "sailing", "--json").output())
                .contains("\"title\":\"Sailing by night\"");
        TypedCommand.Ended wrong =
                program.run("search", "courses", "knots", "--filter", "colour=red");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.output()).contains("index courses has no field 'colour'");

        TypedCommand.Ended right = program.verify(SearchIndexes.COURSES);
        assertThat(right.code()).as(right.output()).isZero();
        assertThat(right.output()).contains("search:courses").contains("0 differences");

        String sailing = id("sailing");
        program.client()
                .update(
                        u -> u.index("courses").id(sailing).doc(Map.of("title", "Sailing by day")),
                        ObjectNode.class);
        TypedCommand.Ended differs = program.verify(SearchIndexes.COURSES);
        assertThat(differs.code()).as(differs.output()).isEqualTo(1);
        assertThat(differs.output()).contains("1 differences").contains("differs: search:courses");
        program.app(
                "update learning.courses set title = 'Sailing at dawn' where title like 'Sailing%'");
        program.awaitIndex(SearchIndexes.COURSES);
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();
    }

    private String id(String words) {
        return program.queries()
                .search(SearchRequest.of(SearchIndexes.COURSES, words))
                .hits()
                .getFirst()
                .id();
    }
}
