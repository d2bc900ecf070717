package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Meetings and invitations. */
class EngagementTablesIT extends RollbackTest {

    /** G05. */
    @Test
    void aMeetingTakesFromOneMinuteToEightHours() throws SQLException {
        rows.add("engagement.meetings", "duration_minutes", 1);
        rows.add("engagement.meetings", "duration_minutes", 480);

        assertViolates(
                "meetings_duration_minutes_check",
                () -> rows.add("engagement.meetings", "duration_minutes", 0));
        assertViolates(
                "meetings_duration_minutes_check",
                () -> rows.add("engagement.meetings", "duration_minutes", 481));
        assertViolates(
                "meetings_platform_check",
                () -> rows.add("engagement.meetings", "platform", "pigeon"));
    }

    /** G05: nine in the evening in New York, before and after the clocks change there. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-07, 2026-03-08 02:00",
        "2026-03-08, 2026-03-09 01:00",
        "2026-10-31, 2026-11-01 01:00",
        "2026-11-01, 2026-11-02 02:00"
    })
    void aMeetingStartsAtItsTimeInItsZone(String day, String inUtc) throws SQLException {
        UUID meeting =
                rows.add(
                        "engagement.meetings",
                        "scheduled_date",
                        day,
                        "start_time",
                        "21:00",
                        "timezone",
                        "America/New_York");

        assertThat(startOf(meeting)).isEqualTo(inUtc);
    }

    /** G05. */
    @Test
    void movingAMeetingMovesItsStart() throws SQLException {
        UUID meeting = rows.add("engagement.meetings", "starts_at", "2001-01-01 00:00Z");
        assertThat(startOf(meeting)).isEqualTo("2026-03-02 10:00");

        rows.execute(
                "update engagement.meetings set timezone = 'Europe/Berlin' where id = ?", meeting);

        assertThat(startOf(meeting)).isEqualTo("2026-03-02 09:00");
    }

    /** G06. */
    @Test
    void aPersonIsInvitedOnce() throws SQLException {
        UUID meeting = rows.add("engagement.meetings");
        UUID user = rows.add("identity.users");
        rows.add("engagement.meeting_attendances", "meeting_id", meeting, "user_id", user);

        assertViolates(
                "meeting_attendances_meeting_id_user_id_key",
                () ->
                        rows.add(
                                "engagement.meeting_attendances",
                                "meeting_id",
                                meeting,
                                "user_id",
                                user));
    }

    /** A12. */
    @Test
    void submissionsOfAFormAreFoundByItsStatus() throws SQLException {
        rows.add("engagement.form_submissions", "form_key", "contact", "payload", "{\"a\": 1}");
        rows.add("engagement.form_submissions", "form_key", "contact", "status", "handled");
        rows.add("engagement.form_submissions", "form_key", "other");

        String open =
                "select payload from engagement.form_submissions"
                        + " where form_key = 'contact' and status = 'new'";
        assertThat(rows.text(open)).isEqualTo("{\"a\": 1}");
        assertThat(rows.count(open)).isEqualTo(1);
        rows.execute("set local enable_seqscan = off");
        rows.execute("set local enable_bitmapscan = off");
        assertThat(rows.text("explain " + open)).contains("form_submissions_status");
    }

    /** A13. */
    @Test
    void aNewVersionOfATemplateStandsBesideTheOld() throws SQLException {
        template(1);

        assertViolates(
                "notification_templates_source_system_name_locale_version_key", () -> template(1));
        template(2);

        assertThat(
                        rows.count(
                                "select from engagement.notification_templates"
                                        + " where name = 'welcome'"))
                .isEqualTo(2);
    }

    private void template(int version) throws SQLException {
        rows.add(
                "engagement.notification_templates",
                "source_system",
                "appbuilder",
                "name",
                "welcome",
                "display_name",
                "Welcome",
                "subject_template",
                "Hello",
                "body_template",
                "Hello",
                "type",
                "promotional",
                "version",
                version);
    }

    private String startOf(UUID meeting) throws SQLException {
        return String.valueOf(
                rows.text(
                        """
                        select to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
                        from engagement.meetings
                        where id = ?
                        """,
                        meeting));
    }
}
