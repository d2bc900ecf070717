package dev.millrace.launcher.traffic;

import dev.millrace.launcher.rows.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Keys of rows that the traffic works on, read at the start and kept up as rows come and go. A key
 * may be stale: the transaction then finds nothing and the key is dropped.
 */
final class Sample {

    private static final int LARGE = 20_000;
    private static final int SMALL = 2_000;

    final IdPool<UUID> people = new IdPool<>(LARGE);
    final IdPool<OpenCourse> courses = new IdPool<>(SMALL);
    final IdPool<Learner> enrollments = new IdPool<>(LARGE);
    final IdPool<Learner> completions = new IdPool<>(LARGE);
    final IdPool<UUID> notes = new IdPool<>(SMALL);
    final IdPool<UUID> projects = new IdPool<>(SMALL);
    final IdPool<Applicant> applications = new IdPool<>(LARGE);
    final IdPool<Service> services = new IdPool<>(SMALL);
    final IdPool<BookingKey> bookings = new IdPool<>(LARGE);
    final IdPool<UUID> reviews = new IdPool<>(LARGE);
    final IdPool<UUID> hiddenReviews = new IdPool<>(SMALL);
    final IdPool<UUID> payments = new IdPool<>(LARGE);
    final IdPool<UUID> tags = new IdPool<>(SMALL);
    final IdPool<UUID> resources = new IdPool<>(SMALL);
    final IdPool<UUID> families = new IdPool<>(SMALL);
    final IdPool<UUID> meetings = new IdPool<>(SMALL);
    final IdPool<UUID> events = new IdPool<>(SMALL);
    final IdPool<UUID> templates = new IdPool<>(SMALL);
    final IdPool<UUID> emails = new IdPool<>(LARGE);
    final IdPool<UUID> items = new IdPool<>(SMALL);
    final IdPool<UUID> searches = new IdPool<>(LARGE);
    final IdPool<UUID> groups = new IdPool<>(SMALL);
    final IdPool<UUID> roles = new IdPool<>(SMALL);

    record OpenCourse(UUID id, long priceCents, String currency, String sourceSystem) {}

    record Learner(UUID userId, UUID courseId) {}

    record Applicant(UUID projectId, UUID userId) {}

    record Service(UUID id, UUID practitionerId, int minutes, long priceCents) {}

    /**
     * @param createdAt as PostgreSQL prints it: the key must come back to the microsecond
     */
    record BookingKey(UUID id, String createdAt) {}

    /** Reads a sample. Keys are random, so an order by key is a fair draw from an index. */
    static Sample of(Connection connection) throws SQLException {
        Sample sample = new Sample();
        sample.people.addAll(
                Rows.read(
                        connection,
                        "select id from identity.users where deleted_at is null order by id"
                                + " limit 20000",
                        Sample::id));
        sample.courses.addAll(
                Rows.read(
                        connection,
                        "select id, price_cents, currency, source_system from learning.courses"
                                + " where status = 'published' and deleted_at is null order by id"
                                + " limit 2000",
                        row ->
                                new OpenCourse(
                                        id(row),
                                        row.getLong(2),
                                        row.getString(3),
                                        row.getString(4))));
        sample.enrollments.addAll(
                Rows.read(
                        connection,
                        "select user_id, course_id from learning.enrollments order by id"
                                + " limit 20000",
                        row -> new Learner(id(row), id(row, 2))));
        sample.completions.addAll(
                Rows.read(
                        connection,
                        "select user_id, course_id from learning.course_completions order by id"
                                + " limit 20000",
                        row -> new Learner(id(row), id(row, 2))));
        sample.notes.addAll(
                Rows.read(
                        connection,
                        "select id from learning.user_notes order by id limit 2000",
                        Sample::id));
        sample.payments.addAll(
                Rows.read(
                        connection,
                        "select id from billing.payments where status = 'succeeded' order by id"
                                + " limit 20000",
                        Sample::id));
        readWork(sample, connection);
        readPractices(sample, connection);
        readGatherings(sample, connection);
        return sample;
    }

    private static void readWork(Sample sample, Connection connection) throws SQLException {
        sample.projects.addAll(
                Rows.read(
                        connection,
                        "select id from projects.projects where status = 'published'"
                                + " and deleted_at is null order by id limit 2000",
                        Sample::id));
        sample.applications.addAll(
                Rows.read(
                        connection,
                        "select project_id, user_id from projects.applications order by id"
                                + " limit 20000",
                        row -> new Applicant(id(row), id(row, 2))));
    }

    private static void readPractices(Sample sample, Connection connection) throws SQLException {
        sample.services.addAll(
                Rows.read(
                        connection,
                        "select id, practitioner_id, duration_minutes, price_cents"
                                + " from wellness.services where active order by practitioner_id, id"
                                + " limit 2000",
                        row -> new Service(id(row), id(row, 2), row.getInt(3), row.getLong(4))));
        sample.bookings.addAll(
                Rows.read(
                        connection,
                        "select id, created_at::text from wellness.bookings"
                                + " where created_at > now() - interval '90 days' order by id"
                                + " limit 20000",
                        row -> new BookingKey(id(row), row.getString(2))));
        sample.reviews.addAll(
                Rows.read(
                        connection,
                        "select id from wellness.reviews where status = 'published' order by id"
                                + " limit 20000",
                        Sample::id));
        sample.hiddenReviews.addAll(
                Rows.read(
                        connection,
                        "select id from wellness.reviews where status = 'hidden' order by id"
                                + " limit 2000",
                        Sample::id));
    }

    /** What traffic itself brought into the database before. */
    private static void readGatherings(Sample sample, Connection connection) throws SQLException {
        fill(sample.tags, connection, "learning.course_tags", "true");
        fill(sample.resources, connection, "learning.course_resources", "is_downloadable");
        fill(sample.families, connection, "billing.family_plans", "is_active");
        fill(sample.meetings, connection, "engagement.meetings", "status = 'scheduled'");
        fill(sample.events, connection, "engagement.events", "deleted_at is null");
        fill(sample.templates, connection, "engagement.notification_templates", "is_active");
        fill(sample.items, connection, "content.library_items", "status = 'published'");
        fill(sample.groups, connection, "engagement.conversations", "type = 'group'");
        fill(sample.roles, connection, "identity.roles", "name like 'made-up-%'");
    }

    private static void fill(
            IdPool<UUID> pool, Connection connection, String table, String condition)
            throws SQLException {
        pool.addAll(
                Rows.read(
                        connection,
                        "select id from %s where %s order by id limit %d"
                                .formatted(table, condition, SMALL),
                        Sample::id));
    }

    static UUID id(ResultSet row) throws SQLException {
        return id(row, 1);
    }

    static UUID id(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }
}
