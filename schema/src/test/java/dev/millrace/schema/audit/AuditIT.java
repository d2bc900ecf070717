package dev.millrace.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A17 and K25: the trail of changes to people, rights, health and money. */
class AuditIT extends RollbackTest {

    private static final UUID ACTOR = UUID.fromString("00000000-0000-4000-8000-000000000001");

    /** A17. */
    @Test
    void eachInsertUpdateAndDeleteAddsOneRowWithTheActingPerson() throws SQLException {
        actFor(ACTOR);

        UUID role = rows.add("identity.roles", "name", "editor");
        rows.execute("update identity.roles set name = 'author' where id = ?", role);
        rows.execute("delete from identity.roles where id = ?", role);

        assertThat(
                        rows.text(
                                """
                                select string_agg(
                                    concat_ws(' ', event_type, resource_type, action,
                                        coalesce(old_values ->> 'name', '-'),
                                        coalesce(new_values ->> 'name', '-'),
                                        coalesce(changes::text, '-'),
                                        compliance_relevant),
                                    e'\\n' order by array_position(
                                        array['insert', 'update', 'delete'], action)) || e'\\n'
                                from ops.audit_logs
                                where resource_id = ? and user_id = ?
                                """,
                                role.toString(),
                                ACTOR))
                .isEqualTo(
                        """
                        data_change identity.roles insert - editor - f
                        data_change identity.roles update editor author ["name"] f
                        data_change identity.roles delete author - - f
                        """);
    }

    /** A17. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity.users",
                "identity.user_credentials",
                "identity.roles",
                "identity.permissions",
                "identity.user_roles",
                "identity.role_permissions",
                "wellness.practitioners",
                "wellness.health_profiles",
                "wellness.health_records",
                "billing.payments",
                "billing.refunds"
            })
    void anAuditedTableLeavesARowForEachInsert(String table) throws SQLException {
        UUID id = rows.add(table);

        assertThat(
                        rows.count(
                                """
                                select
                                from ops.audit_logs
                                where resource_type = ? and resource_id = ? and action = 'insert'
                                """,
                                table,
                                id.toString()))
                .isEqualTo(1);
    }

    /** K25. */
    @Test
    void aChangedEmailIsThereAsItWasAndAsItIs() throws SQLException {
        UUID user = rows.add("identity.users", "email", "old@example.org");

        rows.execute("update identity.users set email = 'new@example.org' where id = ?", user);

        assertThat(updateOf("identity.users", user))
                .isEqualTo(
                        """
                        {"email": "old@example.org"} {"email": "new@example.org"} ["email"]\
                        """);
    }

    /** K25, D-SEC-08. */
    @Test
    void credentialsLeaveTheirNamesOnly() throws SQLException {
        UUID user = rows.add("identity.user_credentials", "password_hash", "planted-hash");

        rows.execute(
                "update identity.user_credentials set password_hash = 'planted-too'"
                        + " where user_id = ?",
                user);

        assertThat(updateOf("identity.user_credentials", user))
                .isEqualTo("- - [\"password_hash\"]");
        assertThat(rowsThatContain("planted")).isZero();
    }

    /** K25, D-SEC-08. */
    @Test
    void healthLeavesNamesOnlyAndIsRelevantForCompliance() throws SQLException {
        UUID record =
                rows.add("wellness.health_records", "content", "planted", "tags", "{planted}");

        rows.execute(
                "update wellness.health_records set content = 'planted again' where id = ?",
                record);
        rows.execute("delete from wellness.health_records where id = ?", record);

        assertThat(updateOf("wellness.health_records", record)).isEqualTo("- - [\"content\"]");
        assertThat(rowsThatContain("planted")).isZero();
        assertThat(
                        rows.count(
                                """
                                select
                                from ops.audit_logs
                                where resource_id = ? and compliance_relevant
                                    and category = 'health'
                                """,
                                record.toString()))
                .isEqualTo(3);
    }

    @Test
    void moneyIsRelevantForComplianceAndBankDetailsAreHidden() throws SQLException {
        UUID practitioner = rows.add("wellness.practitioners");
        UUID payout =
                rows.add(
                        "billing.payouts",
                        "practitioner_id",
                        practitioner,
                        "amount_cents",
                        8500,
                        "period_start",
                        "2026-03-01",
                        "period_end",
                        "2026-03-07",
                        "payout_method",
                        "bank_transfer",
                        "payout_details",
                        "{\"iban\": \"planted\"}");

        assertThat(
                        rows.text(
                                """
                                select concat_ws(' ', new_values ->> 'amount_cents',
                                    new_values ->> 'payout_details', compliance_relevant)
                                from ops.audit_logs
                                where resource_id = ?
                                """,
                                payout.toString()))
                .isEqualTo("8500 *** t");
        assertThat(rowsThatContain("planted")).isZero();
    }

    /** A column of that kind, should an audited table ever get one. */
    @Test
    void aSecretIsHiddenInWhateverTableItAppears() throws SQLException {
        rows.execute("alter table identity.users add column api_token text, add pin_enc bytea");
        UUID user = rows.add("identity.users", "api_token", "planted");

        rows.execute("update identity.users set api_token = 'planted too' where id = ?", user);

        assertThat(updateOf("identity.users", user))
                .isEqualTo("{\"api_token\": \"***\"} {\"api_token\": \"***\"} [\"api_token\"]");
        assertThat(rowsThatContain("planted")).isZero();
    }

    @Test
    void aPartitionedTableIsNamedNotItsPartition() throws SQLException {
        rows.execute(
                """
                create trigger record_change after insert on wellness.bookings
                for each row execute function
                    ops.record_change('id,created_at', 'names', 'health')
                """);

        UUID booking = rows.add("wellness.bookings");

        assertThat(
                        rows.count(
                                """
                                select
                                from ops.audit_logs
                                where resource_type = 'wellness.bookings'
                                    and resource_id like ? || ',%'
                                """,
                                booking.toString()))
                .isEqualTo(1);
    }

    @Test
    void theApplicationIsAuditedAndCannotChangeTheTrail() throws SQLException {
        UUID user = rows.add("identity.users");
        become("millrace_app");
        actFor(user);

        rows.execute("update identity.users set display_name = 'New' where id = ?", user);

        assertForbidden(() -> rows.text("select id from ops.audit_logs"));
        rows.execute("set local role millrace_app_service");
        assertForbidden(() -> rows.execute("update ops.audit_logs set action = 'read'"));
        assertForbidden(() -> rows.execute("delete from ops.audit_logs"));
        assertThat(
                        rows.text(
                                """
                                select additional_info ->> 'database_role'
                                from ops.audit_logs
                                where user_id = ?
                                """,
                                user))
                .isEqualTo("millrace_app");
    }

    private String updateOf(String table, UUID id) throws SQLException {
        return String.valueOf(
                rows.text(
                        """
                        select concat_ws(' ', coalesce(old_values::text, '-'),
                            coalesce(new_values::text, '-'), changes)
                        from ops.audit_logs
                        where resource_type = ? and resource_id = ? and action = 'update'
                        """,
                        table,
                        id.toString()));
    }

    private int rowsThatContain(String planted) throws SQLException {
        return rows.count(
                "select from ops.audit_logs l where l::text like '%' || ? || '%'", planted);
    }
}
