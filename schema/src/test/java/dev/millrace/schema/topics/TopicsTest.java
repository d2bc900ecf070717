package dev.millrace.schema.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

    /** {@code offsets.retention.minutes} of the embedded broker; Kafka's default is a week. */
    private static final Duration PLACES_KEPT = Duration.ofDays(30);

    @Test
    void deletesAreKeptLongerThanThePlaceOfWhoHasNotReadThem() {
        List<TopicSpec<?, ?>> rows = new ArrayList<>();
        CapturedTables.all().forEach(table -> rows.add(Topics.capture(table)));
        DerivedStores.all().forEach(store -> rows.add(Topics.derived(store)));
        SearchIndexes.all().forEach(index -> rows.add(Topics.documents(index)));

        assertThat(rows)
                .hasSizeGreaterThan(100)
                .allSatisfy(topic -> {
                    assertThat(topic.settings()).containsEntry("cleanup.policy", "compact");
                    long kept =
                            Long.parseLong(
                                    topic.settings().getOrDefault("delete.retention.ms", "0"));
                    assertThat(Duration.ofMillis(kept)).isGreaterThan(PLACES_KEPT);
                });
    }
}
