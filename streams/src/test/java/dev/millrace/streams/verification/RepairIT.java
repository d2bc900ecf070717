package dev.millrace.streams.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.LastRecords;
import dev.millrace.streams.fixture.StreamsDatabase;
import dev.millrace.streams.fixture.TopicTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the topic has last is published again, and nothing older than what comes meanwhile. */
class RepairIT {

    @Test
    void onlyTheKeysAskedForComeAgainAsTheyWere() throws SQLException {
        try (TopicTable table = new TopicTable(StreamsDatabase.migrated());
                Repair repair = new Repair(table.kafka(), table.store());
                LastRecords records = new LastRecords(table.kafka(), "read_committed")) {
            table.publish(table.store(), "a", 1);
            table.publish(table.store(), "a", 2);
            table.publish(table.store(), "b", 3);
            table.publish(table.store(), "c", 4);
            table.publish(table.store(), "c", null);
            Map<TopicPartition, Long> before =
                    records.of(table.store().qualifiedName(), List.of()).next();

            repair.republish(List.of(RowKey.of("a"), RowKey.of("c"), RowKey.of("nobody")));

            List<String> sent = new ArrayList<>();
            var _ =
                    records.read(
                            before,
                            record ->
                                    sent.add(
                                            LastRecords.keyOf(record)
                                                    + (record.value() == null ? " gone" : "")));
            assertThat(sent)
                    .containsExactlyInAnyOrder(
                            RowKey.of("a").toString(),
                            RowKey.of("c") + " gone",
                            RowKey.of("nobody") + " gone");
            assertThat(table.last(table.store(), List.of("a", "b", "c")))
                    .isEqualTo(Map.of("a", "2", "b", "3"));
        }
    }

    @Test
    void aRepairNeverComesBehindAChangeThatItHasNotSeen() throws Exception {
        try (TopicTable table = new TopicTable(StreamsDatabase.migrated());
                Repair repair = new Repair(table.kafka(), table.store())) {
            table.publish(table.store(), "a", 0);
            AtomicBoolean done = new AtomicBoolean();
            int[] newest = {0};
            Thread application =
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!done.get()) {
                                    table.publish(table.store(), "a", ++newest[0]);
                                }
                            });
            try {
                for (int i = 0; i < 5; i++) {
                    try {
                        repair.republish(List.of(RowKey.of("a")));
                    } catch (PipelineException e) {
                        // The key changes too often: it gave way, which is right.
                        assertThat(e).hasMessageContaining("change too often");
                    }
                }
            } finally {
                done.set(true);
                application.join();
            }

            assertThat(table.last(table.store(), List.of("a")))
                    .isEqualTo(Map.of("a", Integer.toString(newest[0])));
        }
    }
}
