package dev.millrace.streams.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.DerivedTopic;
import java.nio.file.Path;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupTest {

    private static final String CHILDREN = "wellness.reviews";

    private StoreTestDriver totals;

    @BeforeEach
    void open(@TempDir Path state) {
        totals = new StoreTestDriver(DerivedStores.PRACTITIONER_STATS, RollupTest::build, state);
    }

    @AfterEach
    void close() {
        totals.close();
    }

    @Test
    void totalsAddWhatRowsContribute() {
        child("c1", "p", 3);
        child("c2", "p", 4);

        assertThat(totals.rows()).containsEntry(RowKey.of("p"), row(2, 7));
    }

    @Test
    void changedRowTakesBackWhatItAddedBefore() {
        child("c1", "p", 3);
        child("c1", "p", 10);
        child("c1", "q", 10);

        assertThat(totals.rows()).containsOnlyKeys(RowKey.of("q"));
        assertThat(totals.rows()).containsEntry(RowKey.of("q"), row(1, 10));
    }

    @Test
    void emptyGroupVanishesEvenWhenItsSumIsNotZeroOnTheWay() {
        child("c1", "p", 3);
        child("c2", "p", -3);
        assertThat(totals.rows()).containsEntry(RowKey.of("p"), row(2, 0));

        totals.change(CHILDREN, RowKey.of("c1"), null);
        assertThat(totals.rows()).containsEntry(RowKey.of("p"), row(1, -3));

        totals.change(CHILDREN, RowKey.of("c2"), null);
        assertThat(totals.rows()).isEmpty();
    }

    private void child(String id, String parent, long amount) {
        totals.change(
                CHILDREN,
                RowKey.of(id),
                new DerivedRow().text("parent", parent).integer("amount", amount).row());
    }

    private static Row row(long rows, long sum) {
        return new DerivedRow().integer("rows", rows).integer("sum", sum).row();
    }

    private static void build(StreamsBuilder builder) {
        DerivedTopic.publish(
                Rollup.of(
                                builder,
                                "children",
                                Topics.capture(CHILDREN),
                                child ->
                                        Contribution.to(
                                                RowKey.of(child.text("parent")),
                                                child.integer("amount")))
                        .mapValues(
                                totals -> row(totals.rows(), Totals.sum(totals, 0)),
                                Named.as("rows")),
                DerivedStores.PRACTITIONER_STATS);
    }
}
