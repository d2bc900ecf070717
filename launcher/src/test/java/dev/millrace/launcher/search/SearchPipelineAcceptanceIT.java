package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.schema.search.SearchIndexes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a commit to a document: what the rows of acceptance say of it. */
class SearchPipelineAcceptanceIT {

    private static final String FILLING =
            """
            select count(*) from ops.index_writers
            where index_name = 'courses' and application = 'running' and writer = 'running'
            """;

    private final SearchProgram program = SearchProgram.get();

    // K20, P03
    @Test
    void anItemIsFoundWithItsViewsAlsoInAnIndexThatWasDeleted() throws Exception {
        UUID item = UUID.randomUUID();
        program.app(
                """
                insert into content.library_items (id, title, slug, content, content_type)
                values ('%1$s', 'Tides', '%1$s', 'In, out', 'article')
                """
                        .formatted(item));
        assertThat(program.found(SearchIndexes.CONTENT, "tides")).isEmpty();

        program.app(
                """
                update content.library_items set status = 'published', published_at = now()
                where id = '%1$s';
                insert into analytics.user_activity_logs (activity_type, entity_type, entity_id)
                values ('content_viewed', 'library_item', '%1$s'),
                    ('content_viewed', 'library_item', '%1$s')
                """
                        .formatted(item));

        ObjectNode before = program.document(SearchIndexes.CONTENT, "tides");
        assertThat(before.get("view_count").asInt()).isEqualTo(2);

        // What the server knows of the index goes with it, the place of its writer included.
        String concrete = program.concrete(SearchIndexes.CONTENT.name());
        program.client().indices().delete(d -> d.index(concrete));
        program.app(
                """
                insert into content.library_items
                    (title, slug, content, content_type, status, published_at)
                values ('Moon', 'moon', 'Up, down', 'article', 'published', now())
                """);

        assertThat(program.found(SearchIndexes.CONTENT, "moon")).containsExactly("Moon");
        ObjectNode after = program.document(SearchIndexes.CONTENT, "tides");
        // Where the writer found it, and in which of its epochs.
        before.remove("source");
        after.remove("source");
        assertThat(after).isEqualTo(before);
        assertThat(program.verify(SearchIndexes.CONTENT).code()).isZero();
    }

    // P04
    @Test
    void aLargeDescriptionThatDidNotChangeStaysInTheDocument() throws Exception {
        UUID project = UUID.randomUUID();
        program.app(
                """
                insert into projects.projects
                    (id, title, description, category, status, max_applications)
                select '%s', 'Observatory', string_agg(md5(n::text), ' ') || ' finis', 'supply',
                    'published', 5
                from generate_series(1, 3200) n
                """
                        .formatted(project));
        String before =
                program.document(SearchIndexes.PROJECTS, "finis").get("description").asText();
        assertThat(before).hasSizeGreaterThan(100_000);

        program.app(
                """
                update projects.projects set max_applications = 6, title = 'Planetarium'
                where id = '%s'
                """
                        .formatted(project));

        ObjectNode document = program.document(SearchIndexes.PROJECTS, "finis");
        assertThat(document.get("title").asText()).isEqualTo("Planetarium");
        assertThat(document.get("description").asText()).isEqualTo(before);
    }

    // P08
    @Test
    void ofTwoQuickChangesTheSecondIsWhatIsFound() throws Exception {
        List<UUID> courses = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            courses.add(program.insertCourse("Origami"));
            expected.add("Kirigami " + i);
        }
        program.awaitIndex(SearchIndexes.COURSES);

        for (int i = 0; i < courses.size(); i++) {
            title(courses.get(i), "Origami " + i);
            title(courses.get(i), "Kirigami " + i);
        }

        assertThat(program.found(SearchIndexes.COURSES, "origami")).isEmpty();
        assertThat(program.titles("kirigami")).containsExactlyInAnyOrderElementsOf(expected);
    }

    // P10; what is published is in CapturedTablesIT
    @Test
    void nothingSecretIsInAnyIndex() throws Exception {
        program.course("Quillwork for gardeners");
        UUID user = UUID.randomUUID();
        program.superuser(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', 'quillwork@example.org', 'Member');
                insert into identity.user_credentials (user_id, password_hash)
                values ('%1$s', 'quillwork hash');
                insert into wellness.health_profiles (user_id, physician_name, allergies)
                values ('%1$s', 'Doctor Quillwork', '{quillwork}');
                """
                        .formatted(user));
        for (var index : SearchIndexes.all()) {
            program.awaitIndex(index);
        }

        List<String> found =
                program
                        .client()
                        .search(
                                s ->
                                        s.index("*-v*")
                                                .query(q ->
                                                        q.queryString(w -> w.query("quillwork"))),
                                ObjectNode.class)
                        .hits()
                        .hits()
                        .stream()
                        .map(hit -> String.valueOf(hit.source()))
                        .toList();

        assertThat(found).singleElement().asString().contains("Quillwork for gardeners");
    }

    // K35
    @Test
    void twoProcessesShareAnIndexAndOneGoesOnAlone(@TempDir Path folder) throws Exception {
        try (MillraceProcess second = program.process(folder, "search-indexer")) {
            second.awaitLine("search-indexer runs", SearchProgram.PATIENCE);
            await().atMost(SearchProgram.PATIENCE)
                    .until(() -> program.column(FILLING), List.of("2")::equals);
            for (int i = 0; i < 40; i++) {
                program.insertCourse("Bobbins number " + i);
            }

            assertThat(program.found(SearchIndexes.COURSES, "bobbins")).hasSize(40);

            second.terminate();
            assertThat(second.awaitExit(SearchProgram.PATIENCE)).isZero();
        }
        program.insertCourse("Bobbins for one");

        assertThat(program.found(SearchIndexes.COURSES, "bobbins")).hasSize(41);
        assertThat(program.verify(SearchIndexes.COURSES).code()).isZero();
        program.awaitReady();
    }

    private void title(UUID course, String title) throws Exception {
        program.app(
                "update learning.courses set title = '%s' where id = '%s'"
                        .formatted(title, course));
    }
}
