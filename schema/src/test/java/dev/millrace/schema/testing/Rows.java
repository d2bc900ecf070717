package dev.millrace.schema.testing;

import static java.util.stream.Collectors.toMap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that state only what matters: {@code rows.add("billing.payments", "amount_cents", 8000)}
 * fills the other required columns with valid values and adds the rows that they refer to.
 *
 * <p>Text is sent without a type, so that the server reads it as what the column is.
 */
public final class Rows {

    /**
     * Each line names a table, then what its columns hold unless stated: {@code column=value},
     * where {@code $} stands for a fresh word, or {@code column>table}, a row that is added for it;
     * after that, in parentheses, columns whose values the added row shares.
     */
    private static final String DEFAULTS =
            """
            identity.users|email=$@example.org|display_name=Someone
            identity.roles|name=$
            identity.permissions|name=$|resource=courses|action=read
            identity.user_addresses|user_id>identity.users|address_type=billing
            identity.user_preferences|user_id>identity.users|category=display|key=theme
            identity.user_profiles|user_id>identity.users
            identity.user_credentials|user_id>identity.users
            identity.auth_identities|user_id>identity.users|provider=google
            identity.sessions|user_id>identity.users|session_token_hash=$|expires_at=infinity
            identity.password_reset_tokens|user_id>identity.users|token_hash=$|expires_at=infinity
            identity.user_roles|user_id>identity.users|role_id>identity.roles
            identity.role_permissions|role_id>identity.roles|permission_id>identity.permissions
            projects.projects|title=Bridge|description=Build it|category=other
            learning.course_categories|name=$|slug=$
            learning.courses|source_system=edu7p|title=Course|slug=$|instructor_name=Teacher
            learning.course_modules|course_id>learning.courses|title=Module|order_index=1
            learning.lessons|course_id>learning.courses|module_id>learning.course_modules(course_id)
            learning.lessons|title=Lesson|slug=$|order_index=1
            learning.lesson_progress|user_id>identity.users|lesson_id>learning.lessons
            learning.user_notes|user_id>identity.users|lesson_id>learning.lessons|content=Note
            learning.user_bookmarks|user_id>identity.users|lesson_id>learning.lessons
            learning.enrollments|user_id>identity.users|course_id>learning.courses
            learning.course_completions|user_id>identity.users|course_id>learning.courses
            learning.assessments|course_id>learning.courses|title=Quiz
            learning.assessment_attempts|user_id>identity.users|assessment_id>learning.assessments
            learning.assessment_attempts|attempt_number=1
            learning.certificates|user_id>identity.users|course_id>learning.courses
            learning.certificates|certificate_number=$|verification_code=$|certificate_url=/$
            wellness.practitioners|user_id>identity.users|bio=Practitioner
            wellness.practitioner_availability|practitioner_id>wellness.practitioners
            wellness.practitioner_availability|day_of_week=1|start_time=09:00|end_time=17:00
            wellness.practitioner_availability|timezone=UTC
            wellness.services|practitioner_id>wellness.practitioners|name=Session
            wellness.services|duration_minutes=60|price_cents=8000
            wellness.bookings|kind=consultation|user_id>identity.users|duration_minutes=60
            wellness.bookings|scheduled_at=2026-03-02 10:00Z|ends_at=2026-03-02 11:00Z
            wellness.bookings|session_type=video_call
            wellness.health_profiles|user_id>identity.users
            wellness.health_records|user_id>identity.users|record_type=progress_note|title=Record
            wellness.reviews|reviewer_id>identity.users|practitioner_id>wellness.practitioners
            wellness.reviews|rating=5|booking_id>wellness.bookings
            engagement.meetings|title=Meeting|scheduled_date=2026-03-02|start_time=10:00
            engagement.meeting_attendances|meeting_id>engagement.meetings|user_id>identity.users
            engagement.notifications|user_id>identity.users|type=system_update|title=News|message=!
            billing.plans|source_system=namc|name=$|display_name=Plan
            billing.plan_prices|plan_id>billing.plans|billing_interval=monthly|amount_cents=1000
            billing.subscriptions|user_id>identity.users|plan_id>billing.plans
            billing.subscriptions|current_period_start=2026-03-01 00:00Z
            billing.subscriptions|current_period_end=2026-04-01 00:00Z
            billing.family_plans|primary_user_id>identity.users
            billing.family_plan_members|family_plan_id>billing.family_plans|user_id>identity.users
            billing.family_plan_members|role=member
            billing.payment_methods|user_id>identity.users|type=card|provider=stripe
            billing.payment_methods|provider_payment_method_id=$
            billing.payments|source_system=klear|user_id>identity.users|amount_cents=10000
            billing.payments|payment_type=other|status=succeeded|processed_at=2026-03-02 10:00Z
            billing.refunds|payment_id>billing.payments|requested_by>identity.users
            billing.refunds|amount_cents=1000|reason=customer_request|status=succeeded
            billing.refunds|processed_at=2026-03-03 10:00Z
            billing.invoices|user_id>identity.users|invoice_number=$|due_date=2026-04-01
            billing.invoices|subtotal_cents=1000|total_amount_cents=1000
            billing.orders|user_id>identity.users|order_number=$|amount_cents=1000
            billing.orders|plan_kind=individual|billing_interval=monthly
            billing.course_purchases|user_id>identity.users|course_id>learning.courses
            billing.course_purchases|amount_cents=1000
            billing.payment_transactions|user_id>identity.users|amount_cents=1000
            billing.payment_transactions|transaction_type=payment|status=completed
            content.media_files|filename=$|original_filename=photo.jpg|file_path=/$|file_size=1
            content.media_files|mime_type=image/jpeg
            content.content_versions|content_type=article|version_number=1|content_data={}
            content.timeline_items|title=Milestone
            content.nav_items|label=Home
            ops.app_settings|key=$|value=1
            ops.feature_flags|name=$
            """;

    private static final Map<String, List<String>> DEFAULTS_BY_TABLE =
            DEFAULTS.lines()
                    .map(line -> List.of(line.split("\\|", -1)))
                    .collect(
                            toMap(
                                    List::getFirst,
                                    line -> line.subList(1, line.size()),
                                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));

    private final Connection connection;

    public Rows(Connection connection) {
        this.connection = connection;
    }

    /**
     * Adds a row and returns the value of its first column, the key or the first part of it.
     *
     * @param values names of columns, each followed by its value
     */
    public UUID add(String table, @Nullable Object... values) throws SQLException {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            row.put(String.valueOf(values[i]), values[i + 1]);
        }
        for (String column : DEFAULTS_BY_TABLE.getOrDefault(table, List.of())) {
            fill(row, column);
        }
        String sql =
                "insert into %s (%s) values (%s) returning *"
                        .formatted(
                                table,
                                String.join(", ", row.keySet()),
                                String.join(", ", row.keySet().stream().map(c -> "?").toList()));
        return UUID.fromString(Objects.requireNonNull(text(sql, row.values().toArray())));
    }

    /** Executes a statement and returns how many rows it touched. */
    public int execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = bound(sql, values)) {
            statement.execute();
            return statement.getUpdateCount();
        }
    }

    /** The first column of the first row, as text; null when it is null or there is no row. */
    public @Nullable String text(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = bound(sql, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** How many rows the query returns. */
    public int count(String sql, @Nullable Object... values) throws SQLException {
        return Integer.parseInt(
                String.valueOf(text("select count(*) from (" + sql + ") as counted", values)));
    }

    private void fill(Map<String, @Nullable Object> row, String column) throws SQLException {
        String name = column.split("[=>]", 2)[0];
        if (row.containsKey(name)) {
            return;
        }
        String value = column.substring(name.length() + 1);
        if (column.charAt(name.length()) == '=') {
            row.put(name, value.replace("$", UUID.randomUUID().toString()));
            return;
        }
        String[] parent = value.split("[()]");
        @Nullable Object[] shared =
                Arrays.stream(parent).skip(1).flatMap(c -> Stream.of(c, row.get(c))).toArray();
        row.put(name, add(parent[0], shared));
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String text) {
                statement.setObject(i + 1, text, Types.OTHER);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }
}
