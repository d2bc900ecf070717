package dev.millrace.search.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.content.ContentTopology;
import dev.millrace.search.courses.CoursesTopology;
import dev.millrace.search.lessons.LessonsTopology;
import dev.millrace.search.practitioners.PractitionersTopology;
import dev.millrace.search.projects.ProjectsTopology;
import dev.millrace.search.reviews.ReviewsTopology;
import dev.millrace.search.services.ServicesTopology;
import dev.millrace.search.specializations.SpecializationsTopology;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.oracle.OracleDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random changes in a real database: the streamed documents are those that SQL recomputes. */
class DocumentsOracleIT {

    private static final int STEPS = Boolean.getBoolean("millrace.test.long") ? 3_000 : 300;

    @TempDir private Path state;

    /** What a topology reads, and whose documents it must make. */
    enum Case {
        COURSES(
                SearchIndexes.COURSES,
                CoursesTopology::build,
                List.of(DerivedStores.COURSE_STATISTICS),
                List.of(),
                "learning.courses",
                "learning.course_categories",
                "learning.course_tags",
                "learning.course_tag_map",
                "identity.users"),
        PRACTITIONERS(
                SearchIndexes.PRACTITIONERS,
                PractitionersTopology::build,
                List.of(DerivedStores.PRACTITIONER_STATS),
                List.of(),
                "wellness.practitioners",
                "wellness.services",
                "wellness.practitioner_availability",
                "wellness.practitioner_specializations",
                "wellness.specializations",
                "identity.users"),
        SERVICES(
                SearchIndexes.SERVICES,
                ServicesTopology::build,
                List.of(),
                List.of(SearchIndexes.PRACTITIONERS),
                "wellness.services"),
        SPECIALIZATIONS(
                SearchIndexes.SPECIALIZATIONS,
                SpecializationsTopology::build,
                List.of(),
                List.of(),
                "wellness.specializations",
                "wellness.specialization_categories"),
        LESSONS(
                SearchIndexes.LESSONS,
                LessonsTopology::build,
                List.of(),
                List.of(),
                "learning.lessons",
                "learning.courses"),
        REVIEWS(
                SearchIndexes.REVIEWS,
                ReviewsTopology::build,
                List.of(DerivedStores.REVIEW_COUNTS),
                List.of(),
                "wellness.reviews",
                "identity.users"),
        PROJECTS(
                SearchIndexes.PROJECTS,
                ProjectsTopology::build,
                List.of(DerivedStores.PROJECT_STATISTICS),
                List.of(),
                "projects.projects"),
        CONTENT(
                SearchIndexes.CONTENT,
                ContentTopology::build,
                List.of(DerivedStores.CONTENT_STATISTICS),
                List.of(),
                "content.library_items",
                "content.resource_cards",
                "content.resource_steps");

        private final SearchIndex index;
        private final BiConsumer<StreamsBuilder, Hop> topology;
        private final List<DerivedStore> stores;
        private final List<SearchIndex> indexes;
        private final List<String> tables;

        Case(
                SearchIndex index,
                BiConsumer<StreamsBuilder, Hop> topology,
                List<DerivedStore> stores,
                List<SearchIndex> indexes,
                String... tables) {
            this.index = index;
            this.topology = topology;
            this.stores = stores;
            this.indexes = indexes;
            this.tables = List.of(tables);
        }

        private RandomStatements statements(OracleDatabase database, long seed) {
            return switch (this) {
                case COURSES, PRACTITIONERS, SERVICES, SPECIALIZATIONS ->
                        new RandomCatalogue(database, seed);
                case LESSONS, REVIEWS, PROJECTS, CONTENT -> new RandomLibrary(database, seed);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamedDocumentsAreThoseOfTheOracle(Case tested) throws Exception {
        long seed = new Random().nextLong();
        System.out.println(tested + " seed " + seed);
        Random random = new Random(seed);
        int compared = 0;
        try (OracleDatabase database = OracleDatabase.create();
                DocumentTestDriver driver =
                        new DocumentTestDriver(tested.index, tested.topology, state)) {
            RandomStatements statements = tested.statements(database, seed);
            statements.begin();
            Map<TopicSpec<RowKey, Row>, Map<RowKey, Row>> published = new HashMap<>();
            // A seed that seldom makes anything visible plays on until enough was compared.
            for (int step = 0;
                    step < STEPS || compared <= STEPS / 10 && step < 10 * STEPS;
                    step++) {
                statements.step();
                if (random.nextInt(4) == 0) {
                    feed(tested, database, driver, published, random);
                    Map<String, Row> expected = documents(database, tested.index);
                    compared += expected.size();
                    assertThat(driver.documents())
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(compared).isGreaterThan(STEPS / 10);
    }

    /** Topics in any order, since nothing tells which partition is read first. */
    private static void feed(
            Case tested,
            OracleDatabase database,
            DocumentTestDriver driver,
            Map<TopicSpec<RowKey, Row>, Map<RowKey, Row>> published,
            Random random)
            throws SQLException {
        Map<TopicSpec<RowKey, Row>, Map<RowKey, Row>> now = new HashMap<>();
        for (String table : tested.tables) {
            now.put(Topics.capture(table), database.table(table));
        }
        for (DerivedStore store : tested.stores) {
            now.put(Topics.derived(store), database.oracle(store));
        }
        for (SearchIndex index : tested.indexes) {
            Map<RowKey, Row> rows = new HashMap<>();
            documents(database, index).forEach((id, row) -> rows.put(RowKey.of(id), row));
            now.put(Topics.documents(index), rows);
        }
        List<TopicSpec<RowKey, Row>> order = new ArrayList<>(now.keySet());
        Collections.shuffle(order, random);
        for (TopicSpec<RowKey, Row> topic : order) {
            Map<RowKey, Row> before =
                    published.entrySet().stream()
                            .filter(entry -> entry.getKey().name().equals(topic.name()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse(Map.of());
            Map<RowKey, Row> rows = now.getOrDefault(topic, Map.of());
            before.keySet().stream()
                    .filter(key -> !rows.containsKey(key))
                    .forEach(key -> driver.change(topic, key, null));
            rows.forEach((key, row) -> {
                if (!row.equals(before.get(key))) {
                    driver.change(topic, key, row);
                }
            });
        }
        published.clear();
        published.putAll(now);
    }

    private static Map<String, Row> documents(OracleDatabase database, SearchIndex index)
            throws SQLException {
        Map<String, Row> documents = new TreeMap<>();
        // A view of oracle with a key column: it reads as the oracle of a store of that name.
        database.oracle(new DerivedStore("search_" + index.name(), List.of("document_id")))
                .forEach((key, row) ->
                        documents.put(key.value(0), new Row((ObjectNode) row.tree("document"))));
        return documents;
    }
}
