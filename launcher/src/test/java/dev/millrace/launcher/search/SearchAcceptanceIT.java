package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.SearchRequest;
import dev.millrace.search.query.SearchRequest.Near;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Projects, courses and content: what the rows of acceptance say of finding them. */
class SearchAcceptanceIT {

    private final SearchProgram program = SearchProgram.get();

    // N04
    @Test
    void aProjectIsFoundFromItsPublicationToItsEnd() throws Exception {
        UUID project = UUID.randomUUID();
        String imported =
                """
                insert into projects.projects
                    (id, title, description, category, source, external_id)
                values ('%s', 'Aqueduct', 'Repair', 'supply', 'county', 'aqueduct')
                """;
        program.app(imported.formatted(project));
        assertThat(program.found(SearchIndexes.PROJECTS, "aqueduct")).isEmpty();
        program.refused("23505", imported.formatted(UUID.randomUUID()));

        status(project, "published");

        assertThat(program.found(SearchIndexes.PROJECTS, "aqueduct")).containsExactly("Aqueduct");

        status(project, "closed");

        assertThat(program.found(SearchIndexes.PROJECTS, "aqueduct")).isEmpty();
    }

    // N05; the feed is in MemberFeedIT
    @Test
    void theTitleCountsMoreThanTheDescriptionAndFiltersExclude() throws Exception {
        program.app(
                """
                insert into projects.projects
                    (title, description, category, status, skills_required, deadline_date)
                values
                    ('Mill', 'Has a sundial', 'supply', 'published', '{carving}', '2100-01-01Z'),
                    ('Sundial', 'Has a shadow', 'supply', 'published', '{drawing}', '2200-01-01Z')
                """);

        assertThat(program.found(SearchIndexes.PROJECTS, "sundial"))
                .containsExactly("Sundial", "Mill");
        SearchRequest sundials = SearchRequest.of(SearchIndexes.PROJECTS, "sundial");
        assertThat(titles(sundials.where("skills_required", "carving"))).containsExactly("Mill");
        assertThat(titles(sundials.where("deadline", "2150-01-01.."))).containsExactly("Sundial");
    }

    // N06: a degree of latitude is 111.195 km
    @Test
    void nearIsWhatIsWithinTheRadiusOrServesThePlace() throws Exception {
        program.app(
                """
                insert into projects.projects
                    (title, description, category, status, latitude, longitude, service_area)
                values
                    ('Lighthouse 10 km', 'Work', 'supply', 'published', -50.09, 70, null),
                    ('Lighthouse 300 km', 'Work', 'supply', 'published', -52.7, 70, null),
                    ('Lighthouse of the region', 'Work', 'supply', 'published', null, null,
                        '{"type": "Polygon", "coordinates":
                            [[[69, -51], [71, -51], [71, -49], [69, -49], [69, -51]]]}'),
                    ('Lighthouse of another', 'Work', 'supply', 'published', null, null,
                        '{"type": "Polygon", "coordinates":
                            [[[69, -61], [71, -61], [71, -59], [69, -59], [69, -61]]]}')
                """);
        program.awaitIndex(SearchIndexes.PROJECTS);
        SearchRequest lighthouses = SearchRequest.of(SearchIndexes.PROJECTS, "lighthouse");

        assertThat(titles(lighthouses.near(new Near(-50, 70, 50))))
                .containsExactlyInAnyOrder("Lighthouse 10 km", "Lighthouse of the region");
        assertThat(titles(lighthouses.near(new Near(-50, 70, 310))))
                .containsExactlyInAnyOrder(
                        "Lighthouse 10 km", "Lighthouse 300 km", "Lighthouse of the region");
        assertThat(titles(lighthouses.near(new Near(-48.5, 70, 50)))).isEmpty();
    }

    // E06
    @Test
    void anArchivedCourseIsGoneAndFreeIsWhatCostsNothing() throws Exception {
        UUID course = program.course("Marquetry");
        String isFree =
                "select is_free from learning.course_catalog where id = '%s'".formatted(course);
        for (int cents : new int[] {0, 1, 0}) {
            program.app(
                    "update learning.courses set price_cents = %d where id = '%s'"
                            .formatted(cents, course));

            assertThat(program.column(isFree)).containsExactly(cents == 0 ? "t" : "f");
            assertThat(
                            program.document(SearchIndexes.COURSES, "marquetry")
                                    .get("is_free")
                                    .asBoolean())
                    .isEqualTo(cents == 0);
        }

        program.app(
                "update learning.courses set status = 'archived' where id = '%s'"
                        .formatted(course));

        assertThat(program.found(SearchIndexes.COURSES, "marquetry")).isEmpty();
    }

    // E24
    @Test
    void aCourseWithoutADescriptionIsFoundAndAnUnpublishedLessonIsNot() throws Exception {
        UUID course = program.course("Gilding");
        assertThat(
                        program.column(
                                "select description is null and short_description is null from learning.courses where id = '%s'"
                                        .formatted(course)))
                .containsExactly("t");
        UUID lesson = UUID.randomUUID();
        program.app(
                """
                insert into learning.course_modules (id, course_id, title, order_index, is_published)
                values ('%1$s', '%1$s', 'Module', 1, true);
                insert into learning.lessons
                    (id, course_id, module_id, title, slug, order_index, is_published)
                values ('%2$s', '%1$s', '%1$s', 'Gold leaf', 'gold', 1, false)
                """
                        .formatted(course, lesson));

        assertThat(program.titles("gilding")).containsExactly("Gilding");
        assertThat(program.found(SearchIndexes.LESSONS, "gold leaf")).isEmpty();

        program.app(
                "update learning.lessons set is_published = true where id = '%s'"
                        .formatted(lesson));

        assertThat(program.found(SearchIndexes.LESSONS, "gold leaf")).containsExactly("Gold leaf");
    }

    // A10, A19
    @Test
    void aCardIsFoundByItsStepsAndADeletedOneStaysInItsTableAlone() throws Exception {
        UUID card = UUID.randomUUID();
        program.app(
                """
                insert into content.resource_cards (id, title, slug, is_published)
                values ('%1$s', 'Bread', '%1$s', true);
                insert into content.resource_steps (resource_card_id, step_number, title, body)
                values ('%1$s', 1, 'First', 'Mix the flour'), ('%1$s', 2, 'Then', 'Knead gluten'),
                    ('%1$s', 3, 'Last', 'Bake it')
                """
                        .formatted(card));

        assertThat(program.found(SearchIndexes.CONTENT, "gluten")).containsExactly("Bread");
        program.refused(
                "23505",
                """
                insert into content.resource_steps (resource_card_id, step_number, title, body)
                values ('%s', 3, 'Again', 'Bake it again')
                """
                        .formatted(card));

        program.app(
                "update content.resource_cards set deleted_at = now() where id = '%s'"
                        .formatted(card));

        assertThat(program.found(SearchIndexes.CONTENT, "gluten")).isEmpty();
        assertStays("content.resource_cards", card);
    }

    // A19
    @Test
    void deletedCoursesAndProjectsStayInTheirTablesAlone() throws Exception {
        UUID course = program.course("Falconry");
        UUID project = UUID.randomUUID();
        program.app(
                """
                insert into projects.projects (id, title, description, category, status)
                values ('%s', 'Falconry', 'Work', 'supply', 'published')
                """
                        .formatted(project));
        assertThat(program.titles("falconry")).containsExactly("Falconry");
        assertThat(program.found(SearchIndexes.PROJECTS, "falconry")).containsExactly("Falconry");

        program.app(
                """
                update learning.courses set deleted_at = now() where id = '%s';
                update projects.projects set deleted_at = now() where id = '%s'
                """
                        .formatted(course, project));

        assertThat(program.found(SearchIndexes.COURSES, "falconry")).isEmpty();
        assertThat(program.found(SearchIndexes.PROJECTS, "falconry")).isEmpty();
        assertStays("learning.courses", course);
        assertStays("projects.projects", project);
    }

    private void status(UUID project, String status) throws Exception {
        program.app(
                "update projects.projects set status = '%s' where id = '%s'"
                        .formatted(status, project));
    }

    private void assertStays(String table, UUID id) throws Exception {
        assertThat(
                        program.column(
                                "select deleted_at is not null from %s where id = '%s'"
                                        .formatted(table, id)))
                .containsExactly("t");
    }

    private List<String> titles(SearchRequest request) {
        return SearchProgram.titles(program.queries().search(request).hits());
    }
}
