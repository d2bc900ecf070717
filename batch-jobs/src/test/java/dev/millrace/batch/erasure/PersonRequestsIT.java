package dev.millrace.batch.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B23 on a real server: acceptance row K34, as far as it is about tables. */
class PersonRequestsIT {

    /** Written into every column of a person's rows that takes it. */
    private static final String MARK = "planted7e1";

    @TempDir private Path folder;

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;
    private EveryTable tables;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations =
                database.operations(
                        List.of(new PersonRequests(folder, Optional.empty())),
                        new SimpleMeterRegistry());
        tables = new EveryTable(sql, MARK);
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void nothingPersonalIsLeftOutsideOfMoneyAndAuditAndTotalsStay() {
        UUID person = tables.fill();
        List<String> before = tables.holding();
        assertThat(before)
                .contains(
                        "identity.users.email",
                        "identity.user_profiles.bio",
                        "wellness.health_records.content",
                        "engagement.messages.content",
                        "archive.messages.content",
                        "learning.user_notes.content");
        Map<String, String> totals = totals();
        UUID request = request(person, "erase");

        RunReport report = run();

        assertThat(report.rowsDone()).isOne();
        assertThat(tables.holding())
                .as("what is neither money nor audit, nor names nobody")
                .allMatch(column -> column.matches(EveryTable.STAYING));
        assertThat(totals()).isEqualTo(totals);
        assertThat(state(request)).isEqualTo("done");
        assertThat(
                        sql.sql("select status::text from identity.users where id = ?")
                                .param(person)
                                .query(String.class)
                                .single())
                .isEqualTo("deleted");
        assertThat(
                        sql.sql("select count(*) from identity.user_credentials where user_id = ?")
                                .param(person)
                                .query(Long.class)
                                .single())
                .isZero();
        assertThat(
                        sql.sql(
                                        "select table_name from ops.table_snapshots where state = 'requested' and row_filter like '%' || ? || '%' order by 1")
                                .param(person.toString())
                                .query(String.class)
                                .list())
                .containsExactly(
                        "engagement.messages",
                        "wellness.booking_participants",
                        "wellness.booking_reschedule_requests",
                        "wellness.bookings");
        assertThat(run().rowsDone()).isZero();
    }

    @Test
    void exportHoldsEveryRowOfThePersonAndNoSecret() throws Exception {
        UUID person = tables.fill();
        tables.fill();
        UUID request = request(person, "export");
        request(person, "erase");
        Map<String, Long> expected = tables.rowsOf(person);

        assertThat(operations.dryRun("person-requests", Map.of()))
                .containsExactly("export 1 people", "erase 1 people");
        run();

        Path export = folder.resolve(request.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(export)))
                .isEqualTo("rwx------");
        ObjectMapper json = new ObjectMapper();
        JsonNode manifest = json.readTree(export.resolve("manifest.json").toFile());
        assertThat(manifest.get("person").asText()).isEqualTo(person.toString());
        Map<String, Long> found = new TreeMap<>();
        for (JsonNode table : manifest.get("tables")) {
            Path file = export.resolve(table.get("file").asText());
            JsonNode rows = json.readTree(file.toFile());
            assertThat(rows.size()).isEqualTo(table.get("rows").asInt());
            assertThat(sha256(file)).isEqualTo(table.get("sha256").asText());
            found.put(table.get("table").asText(), (long) rows.size());
            for (JsonNode row : rows) {
                row.fieldNames()
                        .forEachRemaining(name ->
                                assertThat(name).doesNotEndWith("_hash").doesNotEndWith("_enc"));
            }
        }
        assertThat(found).isEqualTo(expected);
        // Before the erasure, which the same run did.
        assertThat(Files.readString(export.resolve("identity.users.json"))).contains(MARK);
        assertThat(state(request)).isEqualTo("done");
        assertThat(
                        sql.sql(
                                        "select details ->> 'folder' from ops.erasure_requests where id = ?")
                                .param(request)
                                .query(String.class)
                                .single())
                .isEqualTo(export.toString());
    }

    @Test
    void whoIsUnknownOrStillOwedMoneyIsRefusedWithTheReason() {
        UUID unknown = request(UUID.randomUUID(), "erase");
        UUID person = tables.fill();
        sql.sql(
                        """
                        insert into billing.payouts (practitioner_id, amount_cents, currency,
                            period_start, period_end, payout_method, status)
                        select id, 100, 'USD', '2026-01-01', '2026-01-08', 'bank_transfer',
                            'processing'
                        from wellness.practitioners where user_id = ?
                        """)
                .param(person)
                .update();
        UUID owed = request(person, "erase");

        assertThat(run().rowsDone()).isZero();

        assertThat(state(unknown)).isEqualTo("refused there is no such person");
        assertThat(state(owed)).isEqualTo("refused a payout to this person is under way");
        assertThat(tables.holding()).contains("identity.users.email");
    }

    private UUID request(UUID person, String kind) {
        return sql.sql(
                        "insert into ops.erasure_requests (user_id, kind) values (?, ?) returning id")
                .params(person, kind)
                .query(UUID.class)
                .single();
    }

    private String state(UUID request) {
        return sql.sql(
                        "select concat_ws(' ', status, details ->> 'reason') from ops.erasure_requests where id = ?")
                .param(request)
                .query(String.class)
                .single();
    }

    /** What others' figures are, as the oracles recompute them. */
    private Map<String, String> totals() {
        Map<String, String> totals = new TreeMap<>();
        for (String view :
                List.of(
                        "course_statistics",
                        "course_progress",
                        "practitioner_stats",
                        "project_statistics",
                        "review_counts",
                        "meeting_statistics",
                        "event_statistics",
                        "family_plan_usage",
                        "payment_state",
                        "content_statistics",
                        "email_statistics",
                        "ai_model_stats",
                        "search_terms_daily",
                        "conversion_daily",
                        "revenue_daily",
                        "conversation_state")) {
            totals.put(
                    view,
                    sql.sql(
                                    "select coalesce(string_agg(t::text, '|' order by t::text), '') from oracle."
                                            + view
                                            + " t")
                            .query(String.class)
                            .single());
        }
        return totals;
    }

    private RunReport run() {
        RunReport report = operations.run("person-requests", Map.of(), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
