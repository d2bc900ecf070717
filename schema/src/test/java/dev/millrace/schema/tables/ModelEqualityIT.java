package dev.millrace.schema.tables;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The migrated schema against {@code model-catalogue.txt}: the {@link Catalogue} of a scratch
 * database into which the design's model was loaded, and nothing else. The file changes only when
 * the model does.
 */
class ModelEqualityIT {

    /** What the migrations add to the model, and why. The README of the module says the same. */
    private static final List<Addition> ADDITIONS =
            List.of(
                    new Addition(
                            "ops.capture_heartbeat",
                            "capture touches its row, so that an idle slot moves on"),
                    new Addition(
                            "ops.table_snapshots",
                            "requests and progress of copies of tables into their topics"),
                    new Addition(
                            "ops.store_versions", "the versions of each derived store that run"),
                    new Addition(
                            "ops.store_control", "what they are about to do, and who asked for it"),
                    new Addition("ops.store_failures", "stores that have stopped, and why"),
                    new Addition("ops.index_writers", "how the search indexes are, and why"),
                    new Addition(
                            "derived.member_matches", "who would fit a project, before applying"),
                    new Addition("oracle.member_matches", "recomputes derived.member_matches"),
                    new Addition("oracle.match_model", "how much the parts of a match score weigh"),
                    new Addition(
                            "oracle.match_scores.model_version", "the model is recomputed, too"),
                    new Addition("oracle.search_courses", "recomputes documents of an index"),
                    new Addition("oracle.search_practitioners", "the same"),
                    new Addition("oracle.search_content", "the same"),
                    new Addition("oracle.search_lessons", "the same"),
                    new Addition("oracle.search_projects", "the same"),
                    new Addition("oracle.search_reviews", "the same"),
                    new Addition("oracle.search_services", "the same"),
                    new Addition("oracle.search_specializations", "the same"),
                    new Addition(
                            "learning.recommendation_refreshes",
                            "new recommendations are asked for in the log, like everything else"),
                    new Addition(
                            "oracle.course_recommendations",
                            "each list as of its own moment, beside the function of one moment"),
                    new Addition(
                            "oracle.course_recommendation_faults",
                            "what no list may show at any moment"),
                    new Addition(
                            "learning.recommended_courses",
                            "how the application reads derived.course_recommendations"),
                    new Addition(
                            "derived.store_freshness",
                            "what the watcher found out: as of which commit each store is"),
                    new Addition(
                            "derived.applied_offsets.end_offset", "rows written past held ones"),
                    new Addition("derived.applied_offsets.left_offsets", "the held ones before it"),
                    new Addition(
                            "derived.applied_offsets.applied_offsets_left_check", "both or none"),
                    new Addition(
                            "derived.freshness", "the same for whoever asks, as far as it holds"),
                    new Addition("billing.ledger_accounts", "accounts of the ledger of payouts"),
                    new Addition("billing.ledger_entries", "its entries, balanced, never changed"),
                    new Addition(
                            "billing.ledger_open_postings", "what a transaction has to balance"),
                    new Addition(
                            "billing.payout_batches", "what one proposes and another approves"),
                    new Addition("billing.payout_batch_members", "the payouts of a batch"),
                    new Addition("billing.payout_messages", "files for the bank"),
                    new Addition("billing.payout_transfers", "attempts to pay a payout"),
                    new Addition("billing.payout_reversals", "approved payouts that came back"),
                    new Addition("billing.payout_result_files", "files that told what came of it"),
                    new Addition("billing.payout_results", "what they told"),
                    new Addition("billing.payout_decisions", "what a person says came of it"),
                    new Addition(
                            "billing.reconciliation_findings",
                            "what does not agree, until a person has settled it"),
                    new Addition("billing.provider_record_files", "files of providers' records"),
                    new Addition("billing.provider_records", "what they have"),
                    new Addition("oracle.transaction_findings", "payments without transactions"),
                    new Addition("oracle.ledger_findings", "items that disagree with payments"),
                    new Addition("oracle.provider_findings", "what providers have otherwise"),
                    new Addition("oracle.result_findings", "results that a person looks at"),
                    new Addition("oracle.ledger_violations", "payouts and ledger that disagree"),
                    new Addition("archive.months", "what has left the live tables, by month"),
                    new Addition("archive.exports", "which files of archived months count"),
                    new Addition("archive.export_erasures", "people whom files still hold"),
                    new Addition("archive.user_activity_logs", "activity that was brought back"),
                    new Addition("ops.schema_history", "Flyway's record of these migrations"),
                    new Addition("batch", "what the batch jobs did, and how far they are"));

    private static Set<String> model;
    private static Set<String> migrated;

    private record Addition(String name, String reason) {

        boolean covers(String line) {
            return line.matches("\\S+ " + name.replace(".", "\\.") + "\\b.*");
        }
    }

    @BeforeAll
    static void readBoth() throws SQLException {
        model = Set.copyOf(snapshot());
        try (TestDatabase database = TestDatabase.migrated();
                Connection connection = database.connect()) {
            migrated = Set.copyOf(Catalogue.of(connection));
        }
    }

    @Test
    void everythingOfTheModelIsThere() {
        assertThat(model).hasSizeGreaterThan(3000);
        assertThat(migrated).containsAll(model);
    }

    @Test
    void nothingIsThereThatTheModelLacksWithoutAReason() {
        List<String> unexplained =
                migrated.stream()
                        .filter(not(model::contains))
                        .filter(line -> ADDITIONS.stream().noneMatch(a -> a.covers(line)))
                        .sorted()
                        .toList();

        assertThat(unexplained).isEmpty();
    }

    @Test
    void everyReasonIsStillNeeded() {
        assertThat(ADDITIONS)
                .allSatisfy(addition ->
                        assertThat(migrated)
                                .as(addition.reason())
                                .anyMatch(line -> !model.contains(line) && addition.covers(line)));
    }

    private static List<String> snapshot() {
        try (InputStream file =
                Objects.requireNonNull(
                        ModelEqualityIT.class.getResourceAsStream("/model-catalogue.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
