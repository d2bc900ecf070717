package dev.millrace.search.reviews;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewsTopologyTest {

    private DocumentTestDriver driver;

    @BeforeEach
    void open(@TempDir Path state) {
        driver = new DocumentTestDriver(SearchIndexes.REVIEWS, ReviewsTopology::build, state);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void aReviewerIsNamedUntilTheReviewBecomesAnonymous() {
        user("anna", "Anna A.", null);
        review("r", "anna", false, "published");
        assertThat(driver.documents()).isEqualTo(Map.of("r", document("Anna A.", 0)));

        user("anna", "Anna B.", null);
        assertThat(driver.documents()).isEqualTo(Map.of("r", document("Anna B.", 0)));

        review("r", "anna", true, "published");
        assertThat(driver.documents()).isEqualTo(Map.of("r", document(null, 0)));

        user("anna", "Anna C.", null);
        assertThat(driver.documents()).isEqualTo(Map.of("r", document(null, 0)));
    }

    @Test
    void aDeletedReviewerIsNotNamed() {
        review("r", "anna", false, "published");
        user("anna", "Anna A.", "2026-01-01T00:00:00Z");

        assertThat(driver.documents()).isEqualTo(Map.of("r", document(null, 0)));
    }

    @Test
    void aHiddenReviewIsGoneAndComesBackWithItsVotes() {
        review("r", "anna", true, "published");
        driver.change(
                Topics.derived(DerivedStores.REVIEW_COUNTS),
                RowKey.of("r"),
                row("helpful_count", 3));
        assertThat(driver.documents()).isEqualTo(Map.of("r", document(null, 3)));

        review("r", "anna", true, "hidden");
        assertThat(driver.documents()).isEmpty();

        review("r", "anna", true, "published");
        assertThat(driver.documents()).isEqualTo(Map.of("r", document(null, 3)));
    }

    @Test
    void aNewReviewIsShownOnceItIsKnownWhoWroteIt() {
        user("anna", "Anna A.", null);
        review("r", "anna", false, "published");

        assertThat(driver.documents()).isEqualTo(Map.of("r", document("Anna A.", 0)));
        assertThat(driver.emitted()).isEqualTo(1);
    }

    @Test
    void aReviewOfSomebodyUnknownIsShownAndNamesHimLater() {
        review("r", "anna", false, "published");
        assertThat(driver.documents()).isEqualTo(Map.of("r", document(null, 0)));

        user("anna", "Anna A.", null);
        assertThat(driver.documents()).isEqualTo(Map.of("r", document("Anna A.", 0)));
        assertThat(driver.emitted()).isEqualTo(2);
    }

    @Test
    void whatChangesNothingInADocumentIsNotEmitted() {
        user("anna", "Anna A.", null);
        review("r", "anna", false, "hidden");
        user("anna", "Anna B.", null);
        assertThat(driver.documents()).isEmpty();
        review("r", "anna", false, "published");
        review("r", "anna", false, "published");

        assertThat(driver.documents()).isEqualTo(Map.of("r", document("Anna B.", 0)));
        assertThat(driver.emitted()).isEqualTo(1);
    }

    private void user(String id, String name, @Nullable String deletedAt) {
        driver.change(
                Topics.capture("identity.users"),
                RowKey.of(id),
                row("display_name", name, "deleted_at", deletedAt));
    }

    private void review(String id, String reviewer, boolean anonymous, String status) {
        driver.change(
                Topics.capture("wellness.reviews"),
                RowKey.of(id),
                row(
                        "title",
                        "Good",
                        "content",
                        null,
                        "practitioner_id",
                        "bela",
                        "rating",
                        5,
                        "created_at",
                        "2026-01-01T10:00:00.5Z",
                        "reviewer_id",
                        reviewer,
                        "anonymous",
                        anonymous,
                        "status",
                        status));
    }

    private static Row document(@Nullable String reviewer, int helpful) {
        Row document =
                row(
                        "title", "Good",
                        "practitioner_id", "bela",
                        "rating", 5,
                        "helpful_count", helpful,
                        "created_at", "2026-01-01T10:00:00.500000Z");
        if (reviewer != null) {
            document.json().put("reviewer_name", reviewer);
        }
        return document;
    }
}
