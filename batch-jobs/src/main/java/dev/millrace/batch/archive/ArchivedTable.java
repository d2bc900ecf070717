package dev.millrace.batch.archive;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table whose old rows go to the archive, and how its months are told apart. */
public enum ArchivedTable {
    BOOKINGS("wellness.bookings", "archive.bookings", "t.created_at", "user_id"),
    BOOKING_PARTICIPANTS(
            "wellness.booking_participants",
            "archive.booking_participants",
            "b.created_at",
            "user_id"),
    RESCHEDULE_REQUESTS(
            "wellness.booking_reschedule_requests",
            "archive.booking_reschedule_requests",
            "b.created_at",
            "requested_by"),
    MESSAGES("engagement.messages", "archive.messages", "t.created_at", "sender_id"),
    MESSAGE_REACTIONS(
            "engagement.message_reactions",
            "archive.message_reactions",
            "t.message_created_at",
            "user_id"),
    ACTIVITY(
            "analytics.user_activity_logs",
            "archive.user_activity_logs",
            "t.created_at",
            "user_id"),
    AUDIT("ops.audit_logs", "archive.audit_logs", "t.occurred_at", "user_id");

    private static final String NOTHING = "null";
    private static final String NO_LIST = "'[]'";
    private static final String NO_OBJECT = "'{}'";

    private final String live;
    private final String archive;
    private final String moment;
    private final String person;

    ArchivedTable(String live, String archive, String moment, String person) {
        this.live = live;
        this.archive = archive;
        this.moment = moment;
        this.person = person;
    }

    /** Qualified name of the table that the application writes. */
    public String live() {
        return live;
    }

    /** Qualified name of the table that old rows go to, or come back to. */
    public String archive() {
        return archive;
    }

    /** Column that says whose a row is. */
    String person() {
        return person;
    }

    /** The rows {@code t} of the archive, with what {@link #monthOfRow} needs beside them. */
    String rowsOfArchive() {
        return switch (this) {
            // A child is of the month of its booking.
            case BOOKING_PARTICIPANTS, RESCHEDULE_REQUESTS ->
                    archive + " t left join archive.bookings b on b.id = t.booking_id";
            case BOOKINGS, MESSAGES, MESSAGE_REACTIONS, ACTIVITY, AUDIT -> archive + " t";
        };
    }

    /** The first day of the month of one of {@link #rowsOfArchive}, as an SQL expression. */
    String monthOfRow() {
        return "date_trunc('month', %s at time zone 'UTC')::date".formatted(moment);
    }

    /** Whether a row {@code t} of the archive is of a month, as an SQL condition. */
    String isOf(LocalDate month) {
        String range =
                ">= '%s 00:00:00+00' and %%1$s < '%s 00:00:00+00'"
                        .formatted(month, month.plusMonths(1));
        return switch (this) {
            case BOOKING_PARTICIPANTS, RESCHEDULE_REQUESTS ->
                    "t.booking_id in (select b.id from archive.bookings b where %s)"
                            .formatted(("%1$s " + range).formatted(moment));
            case BOOKINGS, MESSAGES, MESSAGE_REACTIONS, ACTIVITY, AUDIT ->
                    ("%1$s " + range).formatted(moment);
        };
    }

    /** Those that leave together with it, and it first; empty for one that leaves with another. */
    public List<ArchivedTable> family() {
        return switch (this) {
            case BOOKINGS -> List.of(BOOKINGS, BOOKING_PARTICIPANTS, RESCHEDULE_REQUESTS);
            case MESSAGES -> List.of(MESSAGES, MESSAGE_REACTIONS);
            case ACTIVITY -> List.of(ACTIVITY);
            case AUDIT -> List.of(AUDIT);
            case BOOKING_PARTICIPANTS, RESCHEDULE_REQUESTS, MESSAGE_REACTIONS -> List.of();
        };
    }

    /** Whether rows stay in the database beside their file, as totals of a lifetime need them. */
    public boolean staysInDatabase() {
        return this != ACTIVITY;
    }

    /**
     * What takes the place of personal values when a person is erased, as SQL that both engines
     * read; the same as {@code ops.erase_person} writes. Empty where nothing is personal or the
     * trail stays.
     */
    Map<String, String> blanks() {
        return switch (this) {
            case BOOKINGS ->
                    Map.of(
                            "guest_name", NOTHING,
                            "guest_email", NOTHING,
                            "subject", NOTHING,
                            "location_details", NOTHING,
                            "user_notes", NOTHING,
                            "practitioner_notes", NOTHING,
                            "internal_notes", NOTHING,
                            "cancellation_reason", NOTHING);
            case BOOKING_PARTICIPANTS -> Map.of("connection_quality", NOTHING);
            case RESCHEDULE_REQUESTS -> Map.of("reason", NOTHING, "response_notes", NOTHING);
            case MESSAGES ->
                    Map.of(
                            "subject", NOTHING,
                            "content", "'erased'",
                            "attachments", NO_LIST,
                            "metadata", NO_OBJECT,
                            "flagged_reason", NOTHING);
            case ACTIVITY ->
                    Map.of(
                            "details", NO_OBJECT,
                            "ip_address", NOTHING,
                            "user_agent", NOTHING,
                            "referrer", NOTHING);
            case MESSAGE_REACTIONS, AUDIT -> Map.of();
        };
    }

    /** Those that others leave with. */
    static List<ArchivedTable> roots() {
        return Arrays.stream(values()).filter(table -> !table.family().isEmpty()).toList();
    }

    /** The one whose rows leave together with those of this one. */
    ArchivedTable root() {
        return roots().stream()
                .filter(root -> root.family().contains(this))
                .findFirst()
                .orElseThrow();
    }

    /** The table of this live name. */
    public static Optional<ArchivedTable> of(String live) {
        return Arrays.stream(values()).filter(table -> table.live.equals(live)).findFirst();
    }
}
