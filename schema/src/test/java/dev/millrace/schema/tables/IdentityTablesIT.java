package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** People, their credentials and their rights. */
class IdentityTablesIT extends RollbackTest {

    /** N01. */
    @Test
    void anEmailBelongsToOneLivePersonWhateverItsCase() throws SQLException {
        UUID first = rows.add("identity.users", "email", "ann@example.org");
        rows.add("identity.user_profiles", "user_id", first, "skills", "{welding}");
        assertViolates(
                "users_email_live", () -> rows.add("identity.users", "email", "ANN@example.org"));

        rows.execute("update identity.users set deleted_at = now() where id = ?", first);

        rows.add("identity.users", "email", "ANN@example.org");
        assertThat(rows.count("select from identity.users where email ilike 'ann@example.org'"))
                .isEqualTo(2);
    }

    /** N02, the part of the tables: credentials are no part of what is captured. */
    @Test
    void secretsAreInTablesThatAreNotPublished() throws SQLException {
        assertThat(
                        rows.text(
                                """
                                select string_agg(schemaname || '.' || tablename, ', ')
                                from pg_publication_tables
                                where tablename in ('user_credentials', 'user_secrets', 'sessions',
                                    'auth_identities', 'password_reset_tokens')
                                """))
                .isNull();
        become("millrace_capture");
        assertForbidden(() -> rows.text("select password_hash from identity.user_credentials"));
    }

    /** N03, E04, A01, the part of the tables: what derived.role_statistics counts. */
    @Test
    void anExpiredAssignmentKeepsItsRowButDoesNotCount() throws SQLException {
        UUID role = rows.add("identity.roles", "name", "editor");
        for (int i = 0; i < 3; i++) {
            rows.add("identity.role_permissions", "role_id", role);
        }
        UUID user = rows.add("identity.users");
        rows.add("identity.user_roles", "role_id", role, "user_id", user);
        rows.add("identity.user_roles", "role_id", role, "expires_at", "2020-01-01");
        assertViolates(
                "user_roles_user_id_role_id_key",
                () -> rows.add("identity.user_roles", "role_id", role, "user_id", user));

        String counts =
                rows.text(
                        """
                        select permissions_count || ' permissions, ' || active_users || ' user'
                        from oracle.role_statistics
                        where role_id = ?
                        """,
                        role);

        assertThat(counts).isEqualTo("3 permissions, 1 user");
    }

    /** E01. */
    @Test
    void malformedEmailAndPhoneAreRefused() throws SQLException {
        assertViolates(
                "users_email_format", () -> rows.add("identity.users", "email", "ann.example"));
        assertViolates(
                "users_phone_format", () -> rows.add("identity.users", "phone", "0170 / 12"));
        rows.add("identity.users", "phone", "+14155550123");
    }

    /** E02. */
    @Test
    void aPersonHasOneDefaultAddressForEachPurpose() throws SQLException {
        UUID user = rows.add("identity.users");
        rows.add("identity.user_addresses", "user_id", user, "is_default", true);

        assertViolates(
                "user_addresses_one_default",
                () -> rows.add("identity.user_addresses", "user_id", user, "is_default", true));
        rows.add("identity.user_addresses", "user_id", user, "is_default", false);
        rows.add(
                "identity.user_addresses",
                "user_id",
                user,
                "is_default",
                true,
                "address_type",
                "shipping");
    }

    /** E03, A05. */
    @Test
    void aPreferenceIsSetOnce() throws SQLException {
        UUID user = rows.add("identity.users");
        rows.add("identity.user_preferences", "user_id", user);

        assertViolates(
                "user_preferences_user_id_category_key_key",
                () -> rows.add("identity.user_preferences", "user_id", user));
        rows.add("identity.user_preferences", "user_id", user, "key", "font");
    }

    /** G01. */
    @Test
    void aNewPersonMeetsAtNineInTheEveningUtc() throws SQLException {
        UUID user = rows.add("identity.users");
        rows.add("identity.user_profiles", "user_id", user);

        assertThat(
                        rows.text(
                                """
                                select timezone || ' ' || preferred_meeting_time
                                from identity.users u
                                join identity.user_profiles p on p.user_id = u.id
                                where u.id = ?
                                """,
                                user))
                .isEqualTo("UTC 21:00:00");
    }

    /** K01. */
    @Test
    void aLoginIdentityBelongsToOnePerson() throws SQLException {
        rows.add("identity.auth_identities", "provider_id", "g-1");

        assertViolates(
                "auth_identities_provider",
                () -> rows.add("identity.auth_identities", "provider_id", "g-1"));
        rows.add("identity.auth_identities", "provider_id", "g-1", "provider", "apple");
    }

    /** A02, K01, the part of the tables. */
    @Test
    void aSessionEndsAfterItStartsAndItsTokenIsKnownOnce() throws SQLException {
        rows.add("identity.sessions", "session_token_hash", "h1");

        assertViolates(
                "sessions_session_token_hash_key",
                () -> rows.add("identity.sessions", "session_token_hash", "h1"));
        assertViolates(
                "sessions_check", () -> rows.add("identity.sessions", "expires_at", "2020-01-01"));
    }

    /** A03, the part of the tables. */
    @Test
    void aResetTokenEndsAfterItStartsAndIsKnownOnce() throws SQLException {
        rows.add("identity.password_reset_tokens", "token_hash", "h1");

        assertViolates(
                "password_reset_tokens_token_hash_key",
                () -> rows.add("identity.password_reset_tokens", "token_hash", "h1"));
        assertViolates(
                "password_reset_tokens_check",
                () -> rows.add("identity.password_reset_tokens", "expires_at", "2020-01-01"));
    }
}
