package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.failure.ErrorKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that change under a running ingest: it goes on with whole rows, or stops by name. */
class SchemaChangeIT {

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
    void columnsComeChangeAndGoWithoutAStop() throws InterruptedException {
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing values (1, 'one')");
        CapturedTable thing = source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    "alter table t.thing add column note text",
                    "update t.thing set note = 'n' where id = 1",
                    "create type t.color as enum ('red')",
                    "alter table t.thing add column color t.color default 'red'",
                    "insert into t.thing values (2, 'two', null, default)",
                    "alter type t.color add value 'green'",
                    "update t.thing set color = 'green' where id = 2",
                    "alter table t.thing rename name to title",
                    "update t.thing set title = 'uno' where id = 1",
                    "alter table t.thing drop column note",
                    "update t.thing set title = 'eins' where id = 1",
                    "alter table t.thing alter column title type jsonb using to_jsonb(title)",
                    "update t.thing set title = '{\"a\": 1.0}' where id = 1");
            source.awaitPublished(ingest);
            assertThat(ingest.status().phase()).isEqualTo(Phase.STREAMING);
            assertThat(ingest.status().restarts()).isZero();
        }

        assertThat(TestTopics.histories(thing))
                .isEqualTo(
                        Map.of(
                                "[\"1\"]",
                                List.of(
                                        "{\"id\":1,\"name\":\"one\"}",
                                        "{\"id\":1,\"name\":\"one\",\"note\":\"n\"}",
                                        "{\"id\":1,\"title\":\"uno\",\"note\":\"n\",\"color\":\"red\"}",
                                        "{\"id\":1,\"title\":\"eins\",\"color\":\"red\"}",
                                        "{\"id\":1,\"title\":{\"a\": 1.0},\"color\":\"red\"}"),
                                "[\"2\"]",
                                List.of(
                                        "{\"id\":2,\"name\":\"two\",\"note\":null,\"color\":\"red\"}",
                                        "{\"id\":2,\"name\":\"two\",\"note\":null,\"color\":\"green\"}")));
    }

    @Test
    void renamedSecretStopsBeforeItIsPublished() throws InterruptedException {
        source.sql(
                "create table t.person (id int primary key, phone text)",
                "alter table t.person replica identity full",
                "insert into t.person values (1, 'PLANTED')");
        CapturedTable person =
                source.captured(
                        "person", ReplicaIdentity.FULL, Set.of("phone"), Optional.empty(), "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    "alter table t.person rename phone to phone_number",
                    "insert into t.person values (2, 'PLANTED')");
            awaitFailure(ingest, ErrorKind.TABLE_UNCAPTURABLE, "must be left out");
        }

        assertThat(TestTopics.of(person))
                .extracting(TestTopics.Published::value)
                .containsExactly("{\"id\":1}");
    }

    @Test
    void secretThatWasRenamedForAWhileIsNotPublished() throws InterruptedException {
        source.sql(
                "create table t.person (id int primary key, phone text)",
                "alter table t.person replica identity full",
                "insert into t.person values (1, 'PLANTED')");
        CapturedTable person =
                source.captured(
                        "person", ReplicaIdentity.FULL, Set.of("phone"), Optional.empty(), "id");
        IngestSettings settings = source.settings();
        StartAttempt.accepted(settings);
        source.sql(
                "alter table t.person rename phone to phone_number",
                "insert into t.person values (2, 'PLANTED')",
                "alter table t.person rename phone_number to phone");

        // The table is as it should be again, yet the log tells what it was.
        try (Ingest ingest = Ingest.start(settings)) {
            awaitFailure(ingest, ErrorKind.TABLE_UNCAPTURABLE, "phone");
        }

        assertThat(TestTopics.of(person))
                .extracting(TestTopics.Published::value)
                .containsExactly("{\"id\":1}");
    }

    @Test
    void truncatedTableStopsByName() throws InterruptedException {
        source.sql("create table t.thing (id int primary key)", "insert into t.thing values (1)");
        source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql("truncate t.thing");
            awaitFailure(ingest, ErrorKind.TABLE_UNCAPTURABLE, "t.thing was truncated");
        }
    }

    @Test
    void unwritableColumnStopsByName() throws InterruptedException {
        source.sql("create table t.thing (id int primary key)");
        source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    "alter table t.thing add column span interval",
                    "insert into t.thing values (1, '1 day')");
            awaitFailure(ingest, ErrorKind.TABLE_UNCAPTURABLE, "t.thing.span");
        }
    }

    @Test
    void droppedKeyStopsByName() throws InterruptedException {
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing values (1, 'one')");
        source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    "update t.thing set name = 'uno'",
                    "alter table t.thing drop constraint thing_pkey",
                    "insert into t.thing values (1, 'another one')");
            awaitFailure(ingest, ErrorKind.TABLE_UNCAPTURABLE, "its primary key is missing");
        }
    }

    private static void awaitFailure(Ingest ingest, ErrorKind kind, String message) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ingest.status().phase() == Phase.FAILED);
        assertThat(ingest.status().failure())
                .hasValueSatisfying(failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure).hasMessageContaining(message);
                });
    }
}
