package dev.millrace.schema.roles;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/**
 * Every role times every table and view times every verb: only the declared matrix passes. Verbs
 * are select, insert, update, delete (of any column), or anything else (truncate, references,
 * trigger), which nobody has.
 */
class GrantsIT extends RollbackTest {

    /** Role, verbs, tables; the last line that fits a table counts, no line means no verb. */
    private static final String MATRIX =
            """
            millrace_app_service SIUD (identity|projects|learning|wellness|engagement)[.].*
            millrace_app_service SIUD (billing|content|analytics)[.].*
            millrace_app_service SIUD ops[.](app_settings|feature_flags)
            millrace_app_service SIU  billing[.](payments|refunds|invoices|orders|course_purchases)
            millrace_app_service SI   billing[.]payment_transactions
            millrace_app_service SI   analytics[.]user_activity_logs
            millrace_app_service SI   ops[.](audit_logs|system_logs|erasure_requests)
            millrace_app_service S    billing[.](payouts|payout_items)
            millrace_app_service -    billing[.](ledger_.*|payout_(batch|mess|trans|re|dec).*)
            millrace_app_service -    billing[.](reconciliation_findings|provider_record.*)
            millrace_app_service S    wellness[.](booking_registry|practitioner_directory)
            millrace_app_service S    learning[.](course_catalog|enrollment_progress)
            millrace_app_service S    learning[.]recommended_courses
            millrace_app_service S    projects[.]applications_scored
            millrace_app_service S    identity[.]user_subscription_state
            millrace_app_service S    derived[.].*
            millrace_app S    identity[.](roles|permissions|role_permissions|user_roles)
            millrace_app S    identity[.](user_system_links|user_subscription_state)
            millrace_app SU   identity[.]users
            millrace_app SIU  identity[.]user_profiles
            millrace_app SIUD identity[.](user_addresses|user_preferences)
            millrace_app S    learning[.](course_categories|course_tags|course_tag_map|courses)
            millrace_app S    learning[.](enrollments|lesson_progress|assessment_attempts)
            millrace_app S    learning[.](certificates|user_achievements)
            millrace_app S    learning[.](course_catalog|enrollment_progress|recommended_courses)
            millrace_app SU   learning[.]course_completions
            millrace_app SIUD learning[.](user_notes|user_bookmarks)
            millrace_app S    billing[.](plans|plan_prices|subscriptions|orders|course_purchases)
            millrace_app S    billing[.](payment_methods|payments|refunds|invoices)
            millrace_app SU   billing[.]family_plans
            millrace_app SD   billing[.]family_plan_members
            millrace_app S    wellness[.]bookings
            millrace_app SIUD wellness[.](health_profiles|health_records)
            millrace_app SIU  wellness[.]health_record_sharing
            millrace_app SID  wellness[.]health_record_attachments
            millrace_app SU   engagement[.]notifications
            millrace_app S    derived[.](course|practitioner|project|event|content)_stat(s|istics)
            millrace_app S    derived[.](tag_usage|resource_downloads|review_counts)
            millrace_app S    derived[.](course_progress|learner_dashboard|user_engagement)
            millrace_app S    derived[.](course_recommendations|notification_counts)
            millrace_app S    derived[.]freshness
            millrace_writer SIUD derived[.].*
            millrace_writer S    ops[.]table_snapshots
            millrace_writer SIU  ops[.]store_(versions|control)
            millrace_writer SIUD ops[.](store_failures|index_writers)
            millrace_batch S    (identity|projects|learning|wellness|engagement)[.].*
            millrace_batch S    (billing|content|analytics|oracle)[.].*
            millrace_batch -    identity[.](user_credentials|user_secrets|auth_identities)
            millrace_batch -    identity[.]user_subscription_state
            millrace_batch SD   identity[.](sessions|password_reset_tokens)
            millrace_batch SIUD engagement[.]notifications
            millrace_batch SU   engagement[.]events
            millrace_batch SU   wellness[.]bookings
            millrace_batch SU   billing[.]subscriptions
            millrace_batch SU   wellness[.]booking_reschedule_requests
            millrace_batch SU   learning[.]enrollments
            millrace_batch SU   billing[.]invoices
            millrace_batch SU   engagement[.]meetings
            millrace_batch -    wellness[.](health_.*|practitioner_directory)
            millrace_batch -    learning[.](course_catalog|enrollment_progress|recommended_courses)
            millrace_batch -    projects[.]applications_scored
            millrace_batch SIU  billing[.](payouts|payout_items)
            millrace_batch SU   billing[.]refunds
            millrace_batch SI   billing[.](ledger_accounts|ledger_entries|payout_batch_members)
            millrace_batch SIU  billing[.]payout_(batches|messages|transfers|accounts)
            millrace_batch SI   billing[.]payout_(reversals|result_files|results|decisions)
            millrace_batch SIU  billing[.]reconciliation_findings
            millrace_batch SI   billing[.]provider_(record_files|records)
            millrace_batch SIUD (archive|derived)[.].*
            millrace_batch S    archive[.]months
            millrace_batch SUD  content[.]media_files
            millrace_batch SID  ops[.]audit_logs
            millrace_batch SIUD batch[.].*
            millrace_batch SIUD ops[.]maintenance_log
            millrace_batch SU   ops[.]erasure_requests
            millrace_batch SID  ops[.]system_logs
            millrace_batch S    ops[.](retention_policies|app_settings|schema_history)
            millrace_batch S    ops[.]store_(versions|control|failures)
            millrace_analyst S    derived[.].*
            millrace_operator S    (derived|oracle|batch)[.].*
            millrace_operator S    archive[.](months|exports)
            millrace_operator S    ops[.](system_logs|maintenance_log|retention_policies)
            millrace_operator S    ops[.](capture_heartbeat|schema_history)
            millrace_operator SI   ops[.]table_snapshots
            millrace_operator S    ops[.]store_(versions|control|failures)
            millrace_operator S    ops[.]index_writers
            """;

    private static final String EXECUTABLE =
            """
            millrace_app billing.current_family_plan_id()
            millrace_app identity.current_user_has_role(role_name text)
            millrace_app identity.current_user_id()
            millrace_app wellness.current_practitioner_id()
            millrace_app wellness.current_user_treats(client uuid)
            millrace_app wellness.has_health_share(record uuid, at_least wellness.permission_level)
            millrace_app wellness.owns_health_record(record uuid)
            millrace_app_service billing.current_family_plan_id()
            millrace_app_service identity.current_user_has_role(role_name text)
            millrace_app_service identity.current_user_id()
            millrace_app_service identity.decrypt_secret(cipher bytea, passphrase text)
            millrace_app_service identity.encrypt_secret(plain text, passphrase text)
            millrace_app_service wellness.current_practitioner_id()
            millrace_app_service wellness.current_user_treats(client uuid)
            millrace_app_service wellness.has_health_share(record uuid, at_least wellness.permission_level)
            millrace_app_service wellness.owns_health_record(record uuid)
            millrace_app_service wellness.specialization_category(named text)
            millrace_batch oracle.course_recommendations(as_of timestamp with time zone, keep integer)
            millrace_batch oracle.km(la1 numeric, lo1 numeric, la2 numeric, lo2 numeric)
            millrace_batch ops.add_month(parent regclass, month date)
            millrace_batch ops.analyzable_tables()
            millrace_batch ops.analyze_table(relation regclass)
            millrace_batch ops.drop_empty_audit_month(part regclass, before timestamp with time zone)
            millrace_batch ops.mend_partition(parent regclass, partition_name regclass)
            millrace_batch ops.month_partitions(parent regclass)
            millrace_batch ops.monthly_tables()
            millrace_batch ops.partition_problems(parent regclass, until_month date)
            millrace_batch ops.archive_late_children()
            millrace_batch ops.archive_month(parent regclass, part regclass, before timestamp with time zone)
            millrace_batch ops.check_reactions()
            millrace_batch ops.close_month(parent regclass, part regclass, before timestamp with time zone)
            millrace_batch ops.drop_archived_month(parent regclass, part regclass)
            millrace_batch ops.erase_person(person uuid)
            millrace_batch ops.erasure_obstacle(person uuid)
            millrace_batch ops.expired_temporary_files(before timestamp with time zone, after uuid, most integer)
            millrace_batch ops.hold_month(parent regclass, part regclass, before timestamp with time zone)
            millrace_batch ops.is_being_copied(parent regclass)
            millrace_batch ops.is_month_closed(part regclass)
            millrace_batch ops.past_month(parent regclass, part regclass, before timestamp with time zone)
            millrace_batch ops.person_columns()
            millrace_batch ops.rows_of_person(relation regclass, person uuid)
            millrace_operator oracle.course_recommendations(as_of timestamp with time zone, keep integer)
            millrace_operator oracle.km(la1 numeric, lo1 numeric, la2 numeric, lo2 numeric)
            millrace_app derived.await(store text, lsn pg_lsn, timeout interval)
            millrace_app_service derived.await(store text, lsn pg_lsn, timeout interval)
            millrace_analyst derived.await(store text, lsn pg_lsn, timeout interval)
            millrace_batch derived.await(store text, lsn pg_lsn, timeout interval)
            millrace_operator derived.await(store text, lsn pg_lsn, timeout interval)
            millrace_app derived.here(OUT system_identifier text, OUT timeline integer, OUT lsn pg_lsn)
            millrace_app_service derived.here(OUT system_identifier text, OUT timeline integer, OUT lsn pg_lsn)
            millrace_analyst derived.here(OUT system_identifier text, OUT timeline integer, OUT lsn pg_lsn)
            millrace_batch derived.here(OUT system_identifier text, OUT timeline integer, OUT lsn pg_lsn)
            millrace_operator derived.here(OUT system_identifier text, OUT timeline integer, OUT lsn pg_lsn)
            millrace_app derived.practitioners_near(latitude numeric, longitude numeric, kilometres double precision)
            millrace_app_service derived.practitioners_near(latitude numeric, longitude numeric, kilometres double precision)
            millrace_operator derived.practitioners_near(latitude numeric, longitude numeric, kilometres double precision)
            millrace_writer derived.here(OUT system_identifier text, OUT timeline integer, OUT lsn pg_lsn)
            millrace_app_service learning.refresh_recommendations(people uuid[])
            millrace_batch learning.refresh_recommendations(people uuid[])
            millrace_operator learning.refresh_recommendations(people uuid[])
            millrace_writer derived.advance_log()
            millrace_writer derived.record_course_completions(rows jsonb)
            millrace_batch oracle.search_time(moment timestamp with time zone)
            millrace_operator oracle.search_time(moment timestamp with time zone)
            millrace_batch oracle.shadow_list_faults()
            millrace_operator oracle.shadow_list_faults()
            millrace_writer ops.differing_keys(store text, key text[], apart text)
            millrace_writer ops.exchange_rows(store text, key text[], apart text)
            millrace_writer ops.forget_shadow(store text)
            millrace_operator ops.begin_rebuild(store text, rows_per_second integer)
            millrace_operator ops.drop_shadow(store text)
            millrace_operator ops.restart_store(store text)
            millrace_operator ops.swap_versions(store text)
            """;

    private static final String OURS =
            """
            in ('identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',
                'analytics', 'ops', 'archive', 'derived', 'oracle', 'batch', 'public')
            """;

    /** Those who do not own the tables, so everyone but the owner. */
    private static final String ROLES =
            """
            (values ('millrace_capture'), ('millrace_writer'), ('millrace_batch'),
                ('millrace_app'), ('millrace_app_service'), ('millrace_analyst'),
                ('millrace_operator')) as r (role)
            """;

    private record Rule(String role, String verbs, String tables) {

        static Rule parse(String line) {
            String[] words = line.split(" +");
            return new Rule(words[0], words[1], words[2]);
        }
    }

    @Test
    void onlyTheDeclaredMatrixPasses() {
        Map<String, String> granted = new TreeMap<>();
        Map<String, String> declared = new TreeMap<>();

        DSL.using(connection)
                .fetch(
                        """
                        select role, c.relispartition, c.oid::regclass::text,
                            case when has_any_column_privilege(role, c.oid, 'select')
                                then 'S' else '' end
                            || case when has_any_column_privilege(role, c.oid, 'insert')
                                then 'I' else '' end
                            || case when has_any_column_privilege(role, c.oid, 'update')
                                then 'U' else '' end
                            || case when has_table_privilege(role, c.oid, 'delete')
                                then 'D' else '' end
                            || case when has_table_privilege(
                                    role, c.oid, 'truncate, trigger, references')
                                then ' and more' else '' end
                        from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace
                        cross join %s
                        where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname %s
                        """
                                .formatted(ROLES, OURS))
                .forEach(row -> {
                    String role = row.get(0, String.class);
                    String table = row.get(2, String.class);
                    String cell = role + " " + table;
                    granted.put(cell, row.get(3, String.class));
                    declared.put(cell, row.get(1, Boolean.class) ? "" : declaredVerbs(role, table));
                });

        assertThat(granted).hasSizeGreaterThan(1000);
        assertThat(differing(granted, declared)).isEqualTo(differing(declared, granted));
    }

    /** The cells of one that the other shows otherwise, so that a failure stays short. */
    private static Map<String, String> differing(
            Map<String, String> one, Map<String, String> other) {
        return one.entrySet().stream()
                .filter(cell -> !cell.getValue().equals(other.get(cell.getKey())))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String declaredVerbs(String role, String table) {
        if (role.equals(DatabaseRoles.CAPTURE)) {
            return captureVerbs(table);
        }
        return MATRIX.lines()
                .map(Rule::parse)
                .filter(rule -> rule.role().equals(role) && table.matches(rule.tables()))
                .reduce((earlier, later) -> later)
                .map(rule -> rule.verbs().replace("-", ""))
                .orElse("");
    }

    private static String captureVerbs(String table) {
        if (table.equals("ops.table_snapshots")) {
            return "SIU";
        }
        if (table.equals(CapturedTables.HEARTBEAT_TABLE)) {
            return "SU";
        }
        boolean captured =
                CapturedTables.all().stream()
                        .flatMap(t ->
                                Stream.concat(Stream.of(t.qualifiedName()), t.archive().stream()))
                        .anyMatch(table::equals);
        return captured ? "S" : "";
    }

    @Test
    void aFunctionIsCalledByThoseItIsFor() {
        List<String> executable =
                strings(
                        """
                        select role || ' ' || n.nspname || '.' || p.proname || '('
                            || pg_get_function_identity_arguments(p.oid) || ')'
                        from pg_proc p
                        join pg_namespace n on n.oid = p.pronamespace
                        cross join %s
                        where n.nspname %s
                            and n.nspname <> 'public'
                            and p.prorettype <> 'trigger'::regtype
                            and has_function_privilege(role, p.oid, 'execute')
                        """
                                .formatted(ROLES, OURS));

        assertThat(executable).containsExactlyInAnyOrderElementsOf(EXECUTABLE.lines().toList());
    }

    /** pgcrypto lives in the schema public, which is closed. */
    @Test
    void nothingIsOpenToThePublic() {
        assertThat(
                        strings(
                                """
                                select c.oid::regclass::text
                                from pg_class c
                                join pg_namespace n on n.oid = c.relnamespace
                                cross join aclexplode(c.relacl) a
                                where n.nspname %1$s and a.grantee = 0
                                union all
                                select p.oid::regprocedure::text
                                from pg_proc p
                                join pg_namespace n on n.oid = p.pronamespace
                                cross join aclexplode(
                                    coalesce(p.proacl, acldefault('f', p.proowner))) a
                                where n.nspname %1$s and n.nspname <> 'public' and a.grantee = 0
                                union all
                                select n.nspname
                                from pg_namespace n
                                cross join aclexplode(n.nspacl) a
                                where n.nspname %1$s and a.grantee = 0
                                """
                                        .formatted(OURS)))
                .isEmpty();
    }

    @Test
    void noRoleIsASuperuserOrPassesByRowPolicies() throws SQLException {
        assertThat(
                        rows.text(
                                """
                                select string_agg(rolname, ', ' order by rolname)
                                from pg_roles
                                where rolname like 'millrace%'
                                    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
                                """))
                .isNull();
        assertThat(
                        rows.text(
                                """
                                select string_agg(rolname, ', ' order by rolname)
                                from pg_roles
                                where rolname like 'millrace%' and rolreplication
                                """))
                .isEqualTo("millrace_capture");
    }

    /** A later derived table, oracle or job table is open to its readers without a grant. */
    @Test
    void laterTablesOfThePipelineGetTheirGrantsByDefault() throws SQLException {
        become("millrace_owner");
        rows.execute("create table derived.later (id uuid primary key)");
        rows.execute("create view oracle.later as select id from derived.later");
        rows.execute("create table batch.later (id uuid primary key)");
        rows.execute("create table learning.later (id uuid primary key)");

        assertThat(
                        strings(
                                """
                                select role || ' ' || t
                                from %s
                                cross join unnest(array['derived', 'oracle', 'batch', 'learning']) s
                                cross join format('%%s.later', s) t
                                where has_table_privilege(role, t, 'select')
                                """
                                        .formatted(ROLES)))
                .containsExactlyInAnyOrder(
                        "millrace_analyst derived.later",
                        "millrace_app_service derived.later",
                        "millrace_batch batch.later",
                        "millrace_batch derived.later",
                        "millrace_batch oracle.later",
                        "millrace_operator batch.later",
                        "millrace_operator derived.later",
                        "millrace_operator oracle.later",
                        "millrace_writer derived.later");
    }

    @Test
    void theOperatorVerifiesEveryStoreAgainstItsOracle() throws SQLException {
        become("millrace_operator");

        for (String view :
                strings(
                        """
                        select c.relname
                        from pg_class c
                        where c.relnamespace = 'oracle'::regnamespace and c.relkind = 'v'
                        """)) {
            rows.count("select from oracle." + view);
        }
    }

    private List<String> strings(String sql) {
        return DSL.using(connection).fetch(sql).map(row -> row.get(0, String.class));
    }
}
