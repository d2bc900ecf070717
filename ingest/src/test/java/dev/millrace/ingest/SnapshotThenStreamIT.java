package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotThenStreamIT {

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void rowsChangesAndDeletesArriveInOrder() throws InterruptedException {
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing values (1, 'one'), (2, 'two')");
        CapturedTable thing = source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    "insert into t.thing values (3, 'three')",
                    "update t.thing set name = 'uno' where id = 1",
                    "delete from t.thing where id = 2",
                    "update t.thing set id = 4 where id = 3");
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.histories(thing))
                .isEqualTo(
                        Map.of(
                                "[\"1\"]",
                                List.of(
                                        "{\"id\":1,\"name\":\"one\"}",
                                        "{\"id\":1,\"name\":\"uno\"}"),
                                "[\"2\"]",
                                List.of("{\"id\":2,\"name\":\"two\"}", "null"),
                                "[\"3\"]",
                                List.of("{\"id\":3,\"name\":\"three\"}", "null"),
                                "[\"4\"]",
                                List.of("{\"id\":4,\"name\":\"three\"}")));
        assertThat(TestTopics.of(thing))
                .extracting(published -> published.header("op"))
                .containsExactlyInAnyOrder("r", "r", "c", "u", "d", "d", "c");
    }
}
