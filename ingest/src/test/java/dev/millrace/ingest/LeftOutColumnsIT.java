package dev.millrace.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.ingest.testing.TestTopics.Published;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole model is captured, and nothing of the columns that must stay out. */
class LeftOutColumnsIT {

    private static final String PLANTED = "planted-4f1c9";
    private static final String PLANTED_DAY = "1913-07-17";

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        // The rows need to be there, not to make sense.
        source.sql(
                """
                do $$
                declare
                    check_of record;
                begin
                    for check_of in
                        select conrelid::regclass as relation, conname from pg_constraint
                        where contype = 'c' and conislocal and coninhcount = 0
                            and connamespace <> 'pg_catalog'::regnamespace
                            and conrelid <> 0
                    loop
                        execute format(
                            'alter table %s drop constraint %I', check_of.relation, check_of.conname);
                    end loop;
                end
                $$
                """);
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void plantedValuesReachNoTopic() throws InterruptedException, SQLException {
        List<CapturedTable> withSecrets =
                CapturedTables.all().stream().filter(table -> !table.leftOut().isEmpty()).toList();
        try (Connection connection = source.connect()) {
            for (CapturedTable table : withSecrets) {
                plant(connection, table);
            }
        }
        plantInTablesThatAreNotCaptured();

        try (Ingest ingest = Ingest.start(source.settingsOfTheModel())) {
            source.awaitPublished(ingest);
            changeTablesThatAreNotCaptured();
            try (Connection connection = source.connect()) {
                for (CapturedTable table : withSecrets) {
                    plant(connection, table);
                    replant(connection, table);
                }
            }
            source.awaitPublished(ingest);
            assertThat(ingest.status().phase()).isEqualTo(IngestStatus.Phase.STREAMING);
        }

        String hex = HexFormat.of().formatHex(PLANTED.getBytes(UTF_8));
        for (String topic : TestTopics.names()) {
            for (Published record : TestTopics.of(topic)) {
                assertThat(record.toString())
                        .as("record of %s", topic)
                        .doesNotContain(PLANTED)
                        .doesNotContain(PLANTED_DAY)
                        .doesNotContain(hex);
            }
        }
        for (CapturedTable table : CapturedTables.all()) {
            assertThat(TestTopics.table(table))
                    .as(table.qualifiedName())
                    .hasSize(
                            Integer.parseInt(
                                    source.value("select count(*) from " + table.qualifiedName())));
        }
        for (CapturedTable table : withSecrets) {
            assertThat(TestTopics.table(table)).as(table.qualifiedName()).hasSize(2);
        }
    }

    /** N02 and K15: passwords and health. */
    private void plantInTablesThatAreNotCaptured() {
        source.sql(
                """
                set session_replication_role = replica;
                insert into identity.user_credentials (user_id, password_hash)
                values (gen_random_uuid(), '%1$s');
                insert into wellness.health_profiles (user_id, allergies, physician_name)
                values (gen_random_uuid(), array['%1$s'], '%1$s');
                insert into wellness.health_records (user_id, record_type, title, content)
                values (gen_random_uuid(), 'progress_note', '%1$s', '%1$s')
                """
                        .formatted(PLANTED));
    }

    /** With the triggers that the application sets off. */
    private void changeTablesThatAreNotCaptured() {
        source.sql(
                "update identity.user_credentials set password_hash = password_hash || 'more'",
                "update wellness.health_profiles set allergies = allergies || allergies",
                "update wellness.health_records set content = content || 'more'");
        assertThat(
                        source.query(
                                "select action from ops.audit_logs where resource_type in"
                                        + " ('identity.user_credentials',"
                                        + " 'wellness.health_profiles',"
                                        + " 'wellness.health_records')"))
                .containsExactly("update", "update", "update");
    }

    /** Inserts a row whose secret columns hold the planted value. */
    private static void plant(Connection connection, CapturedTable table) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        select a.attname, format_type(a.atttypid, null), t.typtype,
                            (select quote_literal(enumlabel) from pg_enum
                             where enumtypid = a.atttypid order by enumsortorder limit 1)
                        from pg_attribute a join pg_type t on t.oid = a.atttypid
                        where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
                            and (a.attname = any (?) or (a.attnotnull and not a.atthasdef))
                        order by a.attnum
                        """)) {
            query.setString(1, table.qualifiedName());
            query.setArray(
                    2, connection.createArrayOf("text", table.leftOut().toArray(String[]::new)));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(row.getString(1));
                    values.add(
                            row.getString(3).equals("e")
                                    ? row.getString(4)
                                    : sample(
                                            row.getString(2),
                                            table.leftOut().contains(row.getString(1))));
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            // Only this row matters: no parents, no triggers.
            statement.execute("set session_replication_role = replica");
            statement.execute(
                    "insert into %s (%s) values (%s)"
                            .formatted(
                                    table.qualifiedName(),
                                    String.join(", ", columns),
                                    String.join(", ", values)));
            statement.execute("reset session_replication_role");
        }
    }

    private static void replant(Connection connection, CapturedTable table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String secret = table.leftOut().iterator().next();
            statement.execute("set session_replication_role = replica");
            assertThat(
                            statement.executeUpdate(
                                    "update %s set %s = %s"
                                            .formatted(table.qualifiedName(), secret, secret)))
                    .isPositive();
            statement.execute("reset session_replication_role");
        }
    }

    private static String sample(String type, boolean secret) {
        String text = secret ? PLANTED : "x" + Long.toString(System.nanoTime(), 36);
        return switch (type) {
            case "uuid" -> "gen_random_uuid()";
            case "jsonb" -> "jsonb_build_object('k', '" + text + "')";
            case "jsonb[]" -> "array[jsonb_build_object('k', '" + text + "')]";
            case "text[]", "character varying[]" -> "array['" + text + "']";
            case "bytea" -> "convert_to('" + text + "', 'UTF8')";
            case "date" -> secret ? "date '" + PLANTED_DAY + "'" : "current_date";
            case "timestamp with time zone" -> "now()";
            case "time without time zone" -> "'10:00'";
            case "boolean" -> "true";
            case "integer", "smallint", "bigint", "numeric" -> "1";
            default -> "'" + text + "'";
        };
    }
}
