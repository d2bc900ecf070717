package dev.millrace.streams.emailstatistics;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmailStatisticsTopologyTest {

    @Test
    void eachStepThatHappenedCounts(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.EMAIL_STATISTICS, EmailStatisticsTopology::build, state)) {
            email(store, "e1", "t", 4);
            email(store, "e2", "t", 3);
            email(store, "e3", "t", 2);
            email(store, "e4", "t", 1);
            email(store, "e5", null, 4);
            store.change(
                    "engagement.email_logs",
                    RowKey.of("e4"),
                    row(
                            "template_id",
                            "t",
                            "sent_at",
                            TIME,
                            "delivered_at",
                            null,
                            "opened_at",
                            null,
                            "clicked_at",
                            null,
                            "bounced_at",
                            TIME));

            assertThat(store.rows()).containsOnly(expected(4, 3, 2, 1, 1));
        }
    }

    @Test
    void templateWhoseLastEmailGoesHasNoRow(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.EMAIL_STATISTICS, EmailStatisticsTopology::build, state)) {
            email(store, "e1", "t", 0);
            assertThat(store.rows()).containsOnly(expected(0, 0, 0, 0, 0));

            email(store, "e1", null, 1);

            assertThat(store.rows()).isEmpty();
        }
    }

    private static final String TIME = "2026-01-31T10:00:00Z";

    private static void email(
            StoreTestDriver store, String id, @Nullable String template, int steps) {
        store.change(
                "engagement.email_logs",
                RowKey.of(id),
                row(
                        "template_id", template,
                        "sent_at", steps > 0 ? TIME : null,
                        "delivered_at", steps > 1 ? TIME : null,
                        "opened_at", steps > 2 ? TIME : null,
                        "clicked_at", steps > 3 ? TIME : null,
                        "bounced_at", null));
    }

    private static Map.Entry<RowKey, Row> expected(
            int sent, int delivered, int opened, int clicked, int bounced) {
        return Map.entry(
                RowKey.of("t"),
                row(
                        "template_id", "t",
                        "sent", sent,
                        "delivered", delivered,
                        "opened", opened,
                        "clicked", clicked,
                        "bounced", bounced));
    }
}
