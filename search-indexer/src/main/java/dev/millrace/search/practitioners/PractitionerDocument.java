package dev.millrace.search.practitioners;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the index says of a practitioner; the same as {@code oracle.search_practitioners}. */
final class PractitionerDocument {

    static final String USER = "user";
    static final String SPECIALIZATION = "specialization";
    static final String SERVICE = "service";
    static final String AVAILABILITY = "availability";
    static final String STATISTICS = "statistics";

    private PractitionerDocument() {}

    /** A row of {@code wellness.practitioners}, null unless verified and active. */
    static @Nullable Fact practitioner(Row row) {
        return row.text("verification_status").equals("verified")
                        && row.text("status").equals("active")
                ? Fact.of(
                        row,
                        "user_id",
                        "bio",
                        "languages",
                        "consultation_fee_min_cents",
                        "consultation_fee_max_cents",
                        "years_experience")
                : null;
    }

    /** A row of {@code identity.users}, null unless active. */
    static @Nullable Fact user(Row row) {
        return row.text("status").equals("active") && row.textOrNull("deleted_at") == null
                ? Fact.of(row, "display_name")
                : null;
    }

    /** A row of {@code wellness.specializations}, null unless active. */
    static @Nullable Fact specialization(Row row) {
        return row.flag("active") ? Fact.of(row, "id", "name") : null;
    }

    /** A row of {@code wellness.services}, null unless active. */
    static @Nullable Fact service(Row row) {
        return row.flag("active") ? Fact.of(row, "session_types") : null;
    }

    /** A row of {@code wellness.practitioner_availability}, null unless active. */
    static @Nullable Fact availability(Row row) {
        return row.flag("active") ? Fact.of(row, "day_of_week") : null;
    }

    /** A row of {@code derived.practitioner_stats}. */
    static Fact statistics(Row row) {
        return Fact.of(row, "average_rating", "rating_count");
    }

    static @Nullable ObjectNode document(String id, Fact practitioner, Facts facts) {
        Optional<Fact> user = facts.one(USER);
        if (user.isEmpty()) {
            return null;
        }
        return new DocumentFields()
                .copy(user.get(), "display_name")
                .copy(practitioner, "bio", "languages", "years_experience")
                .put("fee_min_cents", practitioner.columns().get("consultation_fee_min_cents"))
                .put("fee_max_cents", practitioner.columns().get("consultation_fee_max_cents"))
                .sorted(
                        "specializations",
                        facts.all(SPECIALIZATION).stream().map(fact -> fact.text("name")))
                .sorted(
                        "specialization_ids",
                        facts.all(SPECIALIZATION).stream().map(fact -> fact.text("id")))
                .sorted(
                        "session_types",
                        facts.all(SERVICE).stream()
                                .flatMap(fact -> fact.texts("session_types").stream())
                                .distinct())
                .decimal("rating", facts.one(STATISTICS), "average_rating")
                .integer("rating_count", facts.one(STATISTICS), "rating_count", 0)
                .numbers(
                        "availability_weekdays",
                        facts.all(AVAILABILITY).stream()
                                .map(fact -> fact.row().integer("day_of_week"))
                                .toList())
                .document();
    }
}
