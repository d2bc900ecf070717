package dev.millrace.ingest.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Kind;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {

    private static final CapturedTable THING =
            new CapturedTable(
                    "t",
                    "thing",
                    List.of("a", "b"),
                    Set.of(),
                    ReplicaIdentity.FULL,
                    Optional.empty());

    @Test
    void aRowIsBroughtOnceForAllItsLetters() {
        Kept change = kept("dlq.ingest", 1, row("t.thing"), "[\"1\",\"x\"]");
        Kept again = kept("dlq.ingest", 2, row("t.thing"), "[\"1\",\"x\"]");
        Kept other = kept("dlq.ingest", 3, row("t.thing"), "[\"2\",\"x\"]");
        Kept unread = kept("dlq.store", 9, new Origin.Record("app.t.thing", 1, 5), "[\"1\",\"x\"]");

        assertThat(ReplayPlan.of(List.of(change, again, other, unread), List.of(THING)))
                .isEqualTo(
                        new ReplayPlan(
                                List.of(
                                        new ReplayPlan.Row(
                                                THING,
                                                RowKey.of("1", "x"),
                                                List.of(
                                                        change.place(),
                                                        again.place(),
                                                        unread.place())),
                                        new ReplayPlan.Row(
                                                THING,
                                                RowKey.of("2", "x"),
                                                List.of(other.place()))),
                                List.of()));
    }

    @Test
    void whatNoRowAnswersIsRefusedWithTheWay() {
        ReplayPlan plan =
                ReplayPlan.of(
                        List.of(
                                kept("dlq.ingest", 1, row("t.thing"), null),
                                kept("dlq.ingest", 2, row("t.thing"), "[\"1\"]"),
                                kept("dlq.ingest", 3, row("t.thing"), "not JSON"),
                                kept("dlq.ingest", 4, row("t.gone"), "[\"1\",\"x\"]"),
                                kept(
                                        "dlq.store",
                                        5,
                                        new Origin.Record("derived.store", 0, 5),
                                        "[\"1\",\"x\"]")),
                        List.of(THING));

        assertThat(plan.rows()).isEmpty();
        assertThat(plan.refusals())
                .extracting(ReplayPlan.Refusal::reason)
                .satisfiesExactly(
                        keyless -> assertThat(keyless).contains("ingest snapshot t.thing"),
                        shortKey -> assertThat(shortKey).contains("ingest snapshot t.thing"),
                        unread -> assertThat(unread).contains("ingest snapshot t.thing"),
                        gone -> assertThat(gone).contains("t.gone is not captured"),
                        derived -> assertThat(derived).contains("rebuild of the store is the way"));
    }

    private static Origin.Source row(String table) {
        return new Origin.Source(table, "u", Lsn.ZERO, OptionalLong.of(7), OptionalLong.of(1), 0);
    }

    private static Kept kept(String topic, long offset, Origin origin, @Nullable String key) {
        return new Kept(
                new LetterPlace(topic, 0, offset),
                new DeadLetter(
                        origin,
                        Kind.UNREADABLE,
                        "why",
                        Instant.EPOCH,
                        Optional.ofNullable(key).map(text -> Bytes.wrap(text.getBytes(UTF_8))),
                        Optional.empty()));
    }
}
