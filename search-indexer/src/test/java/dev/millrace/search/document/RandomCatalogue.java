package dev.millrace.search.document;

import dev.millrace.streams.oracle.OracleDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Random statements about people, courses and practitioners, few enough of each that they meet. */
final class RandomCatalogue implements RandomStatements {

    private static final int EACH = 6;

    private final OracleDatabase database;
    private final Random random;
    private int statements;

    RandomCatalogue(OracleDatabase database, long seed) {
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
                    "insert into learning.course_categories (id, name, slug) values ('%s', 'Category %d', 'c%d')"
                            .formatted(id('b', i), i, i));
            database.execute(
                    "insert into learning.course_tags (id, name, slug) values ('%s', '%s', 't%d')"
                            .formatted(
                                    id('c', i),
                                    List.of("Zen", "art", "Ökonomie", "日本", "b-2", "B").get(i),
                                    i));
            database.execute(
                    "insert into wellness.specialization_categories (id, name) values ('%s', 'Field %d')"
                            .formatted(id('d', i), i));
            database.execute(
                    "insert into wellness.specializations (id, category_id, name) values ('%s', '%s', 'Speciality %d')"
                            .formatted(id('e', i), id('d', i), i));
        }
    }

    @Override
    public void step() throws SQLException {
        statements++;
        database.execute(
                switch (random.nextInt(21)) {
                    case 0, 1, 2 -> course();
                    case 3 ->
                            "update learning.courses set status = '%s', deleted_at = %s where id = '%s'"
                                    .formatted(
                                            any("draft", "published", "published", "archived"),
                                            any("null", "null", "now()"),
                                            some('f'));
                    case 4 ->
                            "update learning.courses set category_id = %s, instructor_id = '%s', price_cents = %d where id = '%s'"
                                    .formatted(
                                            random.nextBoolean() ? "null" : "'" + some('b') + "'",
                                            some('a'),
                                            random.nextInt(3) * 100,
                                            some('f'));
                    case 5 -> "delete from learning.courses where id = '%s'".formatted(some('f'));
                    case 6, 7 ->
                            "insert into learning.course_tag_map (course_id, tag_id) select id, '%s' from learning.courses where id = '%s' on conflict do nothing"
                                    .formatted(some('c'), some('f'));
                    case 8 ->
                            "delete from learning.course_tag_map where tag_id = '%s'"
                                    .formatted(some('c'));
                    case 9 ->
                            "update learning.course_tags set name = 'Tag %d' where id = '%s'"
                                    .formatted(statements, some('c'));
                    case 10 ->
                            "update learning.course_categories set name = 'Category x%d' where id = '%s'"
                                    .formatted(statements, some('b'));
                    case 11 ->
                            "update identity.users set display_name = 'Person x%d', status = '%s', deleted_at = %s where id = '%s'"
                                    .formatted(
                                            statements,
                                            any("active", "active", "suspended"),
                                            any("null", "null", "now()"),
                                            some('a'));
                    case 12, 13 -> practitioner();
                    case 14 ->
                            "update wellness.practitioners set verification_status = '%s', status = '%s' where id = '%s'"
                                    .formatted(
                                            any("verified", "verified", "pending"),
                                            any("active", "active", "on_break"),
                                            some('1'));
                    case 15 ->
                            "insert into wellness.practitioner_specializations (practitioner_id, specialization_id) select id, '%s' from wellness.practitioners where id = '%s' on conflict do nothing"
                                    .formatted(some('e'), some('1'));
                    case 16 ->
                            "delete from wellness.practitioner_specializations where specialization_id = '%s'"
                                    .formatted(some('e'));
                    case 17 ->
                            "update wellness.specializations set name = 'Speciality x%d', active = %s, category_id = '%s' where id = '%s'"
                                    .formatted(
                                            statements,
                                            any("true", "true", "false"),
                                            some('d'),
                                            some('e'));
                    case 18 -> service();
                    case 19 ->
                            "update wellness.services set active = %s, price_cents = %d where id = '%s'"
                                    .formatted(any("true", "false"), statements, some('2'));
                    default -> availability();
                });
    }

    private String course() {
        int i = random.nextInt(EACH);
        return "insert into learning.courses (id, source_system, title, slug, short_description, instructor_id, instructor_name, category_id, status, price_cents) values ('%s', (enum_range(null::ops.source_system))[1], 'Course %d', 'course-%d', %s, %s, 'Written Name', %s, 'published', %d) on conflict (id) do update set title = excluded.title, short_description = excluded.short_description"
                .formatted(
                        id('f', i),
                        statements,
                        i,
                        any("null", "'short'"),
                        random.nextBoolean() ? "null" : "'" + some('a') + "'",
                        random.nextBoolean() ? "null" : "'" + some('b') + "'",
                        random.nextInt(2) * 500);
    }

    private String practitioner() {
        int i = random.nextInt(EACH);
        return "insert into wellness.practitioners (id, user_id, bio, languages, verification_status, consultation_fee_min_cents) values ('%s', '%s', 'Bio %d', '{en,de}', 'verified', %s) on conflict (id) do update set bio = excluded.bio, years_experience = %d"
                .formatted(id('1', i), id('a', i), statements, any("null", "1000"), statements);
    }

    private String service() {
        return "insert into wellness.services (id, practitioner_id, name, duration_minutes, price_cents, session_types) select '%s', id, 'Service %d', 30, 100, '{%s}' from wellness.practitioners where id = '%s' on conflict (id) do update set practitioner_id = excluded.practitioner_id, name = excluded.name, session_types = excluded.session_types"
                .formatted(
                        some('2'),
                        statements,
                        any("chat", "in_person,chat", "video_call", ""),
                        some('1'));
    }

    private String availability() {
        return "insert into wellness.practitioner_availability (id, practitioner_id, day_of_week, start_time, end_time, timezone, active) select '%s', id, %d, '09:00', '10:00', 'UTC', %s from wellness.practitioners where id = '%s' on conflict (id) do update set practitioner_id = excluded.practitioner_id, day_of_week = excluded.day_of_week, active = excluded.active"
                .formatted(some('3'), random.nextInt(7), any("true", "true", "false"), some('1'));
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
