package dev.millrace.schema.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K16: who reads and writes the health of a person. */
class HealthAccessIT extends RollbackTest {

    private UUID patient = new UUID(0, 0);
    private UUID friend = new UUID(0, 0);
    private UUID doctor = new UUID(0, 0);
    private UUID practitioner = new UUID(0, 0);
    private UUID record = new UUID(0, 0);

    @BeforeEach
    void aRecordOfAPatient() throws SQLException {
        patient = rows.add("identity.users");
        friend = rows.add("identity.users");
        doctor = rows.add("identity.users");
        practitioner = rows.add("wellness.practitioners", "user_id", doctor);
        rows.add(
                "wellness.bookings",
                "user_id",
                patient,
                "practitioner_id",
                practitioner,
                "status",
                "confirmed");
        record =
                rows.add(
                        "wellness.health_records",
                        "user_id",
                        patient,
                        "practitioner_id",
                        practitioner,
                        "content",
                        "text");
        rows.add("wellness.health_profiles", "user_id", patient);
        become("millrace_app");
    }

    /** K16. */
    @Test
    void aSharedRecordIsSeenUntilTheShareIsRevoked() throws SQLException {
        assertThat(seenBy(friend)).isZero();

        share("expires_at", "infinity");
        assertThat(seenBy(friend)).isEqualTo(1);

        actFor(patient);
        rows.execute("update wellness.health_record_sharing set revoked_at = now()");
        assertThat(seenBy(friend)).isZero();
    }

    /** K16. */
    @Test
    void aSharedRecordIsSeenUntilTheShareExpires() throws SQLException {
        share("expires_at", "2020-01-01");

        assertThat(seenBy(friend)).isZero();
    }

    /** K16, D-SEC-02. */
    @Test
    void aRecordThatWasNotSharedIsNeverSeen() throws SQLException {
        share("expires_at", "infinity");
        actFor(patient);
        rows.execute(
                "insert into wellness.health_records (user_id, record_type, title)"
                        + " values (?, 'other', 'second')",
                patient);

        assertThat(seenBy(friend)).isEqualTo(1);
        assertThat(seenBy(patient)).isEqualTo(2);
        assertThat(seenBy(UUID.randomUUID())).isZero();
    }

    @Test
    void onlyThePersonWhomARecordIsAboutSharesIt() throws SQLException {
        actFor(friend);

        assertForbidden(() ->
                rows.execute(
                        "insert into wellness.health_record_sharing"
                                + " (health_record_id, shared_by, shared_with)"
                                + " values (?, ?, ?)",
                        record,
                        friend,
                        doctor));
        assertForbidden(() ->
                rows.execute(
                        "insert into wellness.health_record_sharing"
                                + " (health_record_id, shared_by, shared_with)"
                                + " values (?, ?, ?)",
                        record,
                        patient,
                        friend));
    }

    @ParameterizedTest
    @CsvSource({
        "private, 0, 0, 1",
        "practitioners_only, 1, 0, 0",
        "shared, 1, 0, 1",
        "public, 1, 1, 1"
    })
    void thePrivacyLevelSaysWhoReads(
            String level, int byPractitioner, int byStranger, int byFriendItIsSharedWith)
            throws SQLException {
        setPrivacy(level);

        assertThat(seenBy(patient)).isEqualTo(1);
        assertThat(seenBy(doctor)).isEqualTo(byPractitioner);
        assertThat(seenBy(friend)).isEqualTo(byStranger);
        share("permission_level", "read");
        assertThat(seenBy(friend)).isEqualTo(byFriendItIsSharedWith);
    }

    @Test
    void aShareToReadDoesNotLetWriteAndOneToEditDoes() throws SQLException {
        share("permission_level", "read");
        actFor(friend);
        assertThat(rows.execute("update wellness.health_records set title = 'x'")).isZero();

        actFor(patient);
        rows.execute("update wellness.health_record_sharing set permission_level = 'edit'");

        actFor(friend);
        assertThat(rows.execute("update wellness.health_records set title = 'x'")).isEqualTo(1);
        assertThat(rows.execute("delete from wellness.health_records")).isZero();
        assertForbidden(
                () -> rows.execute("update wellness.health_records set privacy_level = 'public'"));
        assertForbidden(
                () -> rows.execute("update wellness.health_records set user_id = ?", friend));
    }

    @Test
    void aPractitionerWritesForTheirClientsOnly() throws SQLException {
        actFor(doctor);

        assertThat(note(patient)).isEqualTo(1);
        assertForbidden(() -> note(friend));
    }

    @Test
    void aProfileIsReadByItsPersonAndByTheirPractitioner() throws SQLException {
        String profile = "select from wellness.health_profiles";
        actFor(patient);
        assertThat(rows.count(profile)).isEqualTo(1);
        actFor(doctor);
        assertThat(rows.count(profile)).isZero();

        actFor(patient);
        rows.execute("update wellness.health_profiles set privacy_level = 'practitioners_only'");

        actFor(doctor);
        assertThat(rows.count(profile)).isEqualTo(1);
        actFor(friend);
        assertThat(rows.count(profile)).isZero();
    }

    @Test
    void anAttachmentIsSeenWithItsRecord() throws SQLException {
        stepBack();
        UUID file = rows.add("content.media_files");
        become("millrace_app");
        actFor(patient);
        rows.execute("insert into wellness.health_record_attachments values (?, ?)", record, file);
        String attachments = "select from wellness.health_record_attachments";

        actFor(friend);
        assertThat(rows.count(attachments)).isZero();
        share("expires_at", "infinity");
        actFor(friend);
        assertThat(rows.count(attachments)).isEqualTo(1);
        assertThat(rows.execute("delete from wellness.health_record_attachments")).isZero();
    }

    private int seenBy(UUID reader) throws SQLException {
        actFor(reader);
        return rows.count("select from wellness.health_records");
    }

    private void share(String column, String value) throws SQLException {
        actFor(patient);
        rows.execute(
                """
                insert into wellness.health_record_sharing
                    (health_record_id, shared_by, shared_with, %s)
                values (?, ?, ?, ?)
                """
                        .formatted(column),
                record,
                patient,
                friend,
                value);
    }

    private int note(UUID client) throws SQLException {
        return rows.execute(
                """
                insert into wellness.health_records
                    (user_id, practitioner_id, record_type, title, privacy_level)
                values (?, ?, 'progress_note', 'note', 'practitioners_only')
                """,
                client,
                practitioner);
    }

    private void setPrivacy(String level) throws SQLException {
        rows.execute("set local role millrace_app_service");
        rows.execute("update wellness.health_records set privacy_level = ?", level);
        rows.execute("set local role none");
    }
}
