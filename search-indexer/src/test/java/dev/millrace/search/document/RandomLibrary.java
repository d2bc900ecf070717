package dev.millrace.search.document;

import dev.millrace.streams.oracle.OracleDatabase;
import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;

/** Random statements about lessons, reviews, projects and content. */
final class RandomLibrary implements RandomStatements {

    private static final int EACH = 6;

    private final OracleDatabase database;
    private final Random random;
    private int statements;

    RandomLibrary(OracleDatabase database, long seed) {
        this.database = database;
        this.random = new Random(seed);
    }

    @Override
    public void begin() throws SQLException {
        for (int i = 0; i < EACH; i++) {
            database.execute(
                    "insert into identity.users (id, email, display_name) values ('%s', 'u%d@example.org', 'Person %d')"
                            .formatted(id('a', i), i, i));
            database.execute(
                    "insert into learning.courses (id, source_system, title, slug, instructor_name, status) values ('%s', (enum_range(null::ops.source_system))[1], 'Course', 'course-%d', 'Somebody', 'published')"
                            .formatted(id('f', i), i));
            database.execute(
                    "insert into learning.course_modules (id, course_id, title, order_index) values ('%s', '%s', 'Module', 1)"
                            .formatted(id('b', i), id('f', i)));
            database.execute(
                    "insert into wellness.practitioners (id, user_id, bio) values ('%s', '%s', 'Bio')"
                            .formatted(id('1', i), id('a', i)));
            database.execute(
                    "insert into wellness.booking_registry (id, created_at) values ('%s', now())"
                            .formatted(id('d', i)));
        }
    }

    @Override
    public void step() throws SQLException {
        statements++;
        int i = random.nextInt(EACH);
        database.execute(
                switch (random.nextInt(14)) {
                    case 0, 1 ->
                            "insert into learning.lessons (id, course_id, module_id, title, slug, content, lesson_type, order_index, is_published) values ('%s', '%s', '%s', 'Lesson %d', 'l%d', %s, '%s', 1, true) on conflict (id) do update set title = excluded.title, is_published = %s"
                                    .formatted(
                                            id('e', i),
                                            id('f', i),
                                            id('b', i),
                                            statements,
                                            i,
                                            any("null", "'words'"),
                                            any("text", "video"),
                                            any("true", "false"));
                    case 2 ->
                            "update learning.courses set status = '%s', deleted_at = %s where id = '%s'"
                                    .formatted(
                                            any("published", "draft"),
                                            any("null", "now()"),
                                            id('f', i));
                    case 3, 4 ->
                            "insert into wellness.reviews (id, booking_id, reviewer_id, practitioner_id, rating, title, anonymous, created_at) values ('%s', '%s', '%s', '%s', %d, %s, %s, '2026-01-01T00:00:00.%06dZ') on conflict (id) do update set anonymous = excluded.anonymous, rating = excluded.rating, status = '%s'"
                                    .formatted(
                                            id('2', i),
                                            id('d', i),
                                            some('a'),
                                            some('1'),
                                            1 + random.nextInt(5),
                                            any("null", "'Good'"),
                                            any("true", "false"),
                                            statements * 100,
                                            any("published", "published", "hidden"));
                    case 5 ->
                            "insert into wellness.review_helpfulness (review_id, user_id, helpful) select id, '%s', %s from wellness.reviews where id = '%s' on conflict do nothing"
                                    .formatted(some('a'), any("true", "false"), id('2', i));
                    case 6 ->
                            "update identity.users set display_name = 'Person x%d', deleted_at = %s where id = '%s'"
                                    .formatted(statements, any("null", "null", "now()"), some('a'));
                    case 7, 8 ->
                            "insert into projects.projects (id, title, description, category, keywords, status, visibility, deadline_date, latitude, longitude, service_area) values ('%s', 'Project %d', 'Text', 'other', '{k,l}', 'published', 'public', %s, 52.5, 13.4, %s) on conflict (id) do update set title = excluded.title, deadline_date = excluded.deadline_date, service_area = excluded.service_area, latitude = %s"
                                    .formatted(
                                            id('3', i),
                                            statements,
                                            any("null", "'2026-05-01T10:00:00.5Z'"),
                                            any(
                                                    "null",
                                                    "'{\"note\": null}'",
                                                    "'{\"type\": \"Polygon\", \"coordinates\": [[[1, 1], [2, 1.5], [2, 2], [1, 1]]], \"crs\": null}'"),
                                            any("48.1", "-12.345678"));
                    case 9 ->
                            "update projects.projects set status = '%s', visibility = '%s', deleted_at = %s where id = '%s'"
                                    .formatted(
                                            any("published", "published", "closed"),
                                            any("public", "members_only", "private"),
                                            any("null", "null", "now()"),
                                            id('3', i));
                    case 10, 11 ->
                            "insert into content.library_items (id, title, slug, content, content_type, tags, status, published_at) values ('%s', 'Item %d', 's%d', 'Text', '%s', '{a,b}', 'published', now()) on conflict (id) do update set title = excluded.title, status = '%s'"
                                    .formatted(
                                            id('4', i),
                                            statements,
                                            i,
                                            any("article", "video"),
                                            any("published", "archived"));
                    case 12 ->
                            "insert into content.resource_cards (id, title, slug, is_published) values ('%s', 'Card %d', 's%d', true) on conflict (id) do update set title = excluded.title, is_published = %s, deleted_at = %s"
                                    .formatted(
                                            id('5', i),
                                            statements,
                                            i,
                                            any("true", "true", "false"),
                                            any("null", "null", "now()"));
                    default ->
                            "insert into content.resource_steps (id, resource_card_id, step_number, title, body) select '%s', id, %d, 'Step %d', 'Do it' from content.resource_cards c where id = '%s' and not exists (select from content.resource_steps s where s.resource_card_id = c.id and s.step_number = %d)"
                                    .formatted(
                                            new UUID(7, statements),
                                            1 + statements % 12,
                                            statements,
                                            id('5', i),
                                            1 + statements % 12);
                });
    }

    private String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private UUID some(char kind) {
        return id(kind, random.nextInt(EACH));
    }

    private static UUID id(char kind, int number) {
        return UUID.fromString("%s0000000-0000-4000-8000-%012d".formatted(kind, number));
    }
}
