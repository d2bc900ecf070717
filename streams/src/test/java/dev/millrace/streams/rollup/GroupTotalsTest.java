package dev.millrace.streams.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.fanout.Hop;
import java.nio.file.Path;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTotalsTest {

    private static final String ROWS = "wellness.reviews";

    private StoreTestDriver totals;

    @BeforeEach
    void open(@TempDir Path state) {
        totals =
                StoreTestDriver.of(DerivedStores.PRACTITIONER_STATS, GroupTotalsTest::build, state);
    }

    @AfterEach
    void close() {
        totals.close();
    }

    @Test
    void totalsAddWhatRowsContribute() {
        change("r1", "g", 3, null);
        change("r2", "g", 4, null);

        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(7, 0));
    }

    @Test
    void changedRowTakesBackWhatItAddedBefore() {
        change("r1", "g", 3, null);
        change("r1", "g", 10, null);
        change("r1", "h", 10, null);

        assertThat(totals.rows()).containsOnlyKeys(RowKey.of("h"));
        assertThat(totals.rows()).containsEntry(RowKey.of("h"), row(10, 0));
    }

    @Test
    void changeWithinAGroupIsOneStep() {
        change("r1", "g", 3, "ann");
        change("r2", "g", 4, "bob");
        totals.emitted();

        change("r1", "g", 5, "cid");

        assertThat(totals.emitted()).hasSize(1);
        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(9, 2));
    }

    @Test
    void rowThatCountsAsBeforeChangesNothing() {
        change("r1", "g", 3, "ann");
        totals.emitted();

        change("r1", "g", 3, "ann");

        assertThat(totals.emitted()).isEmpty();
    }

    @Test
    void emptyGroupVanishesAndOneWhoseSumIsZeroStays() {
        change("r1", "g", 3, null);
        change("r2", "g", -3, null);
        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(0, 0));

        totals.change(ROWS, RowKey.of("r1"), null);
        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(-3, 0));

        totals.change(ROWS, RowKey.of("r2"), null);
        assertThat(totals.rows()).isEmpty();
    }

    @Test
    void membersCountOnceAndLeaveWithTheirLastRow() {
        change("r1", "g", 1, "ann");
        change("r2", "g", 1, "ann");
        change("r3", "g", 1, "bob");
        change("r4", "g", 1, null);
        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(4, 2));

        totals.change(ROWS, RowKey.of("r1"), null);
        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(3, 2));

        change("r2", "h", 1, "ann");
        assertThat(totals.rows())
                .containsEntry(RowKey.of("g"), row(2, 1))
                .containsEntry(RowKey.of("h"), row(1, 1));

        change("r3", "g", 1, null);
        assertThat(totals.rows()).containsEntry(RowKey.of("g"), row(2, 0));
    }

    private void change(String id, String group, long amount, @Nullable String member) {
        totals.change(
                ROWS, RowKey.of(id), Rows.row("group", group, "amount", amount, "member", member));
    }

    private static Row row(long sum, long members) {
        return new DerivedRow().integer("sum", sum).integer("members", members).row();
    }

    private static void build(StreamsBuilder builder, Hop hop) {
        new GroupTotals(DerivedStores.PRACTITIONER_STATS, builder, hop)
                .add(
                        ROWS,
                        row ->
                                Contribution.to(row.text("group"))
                                        .add("sum", row.integer("amount"))
                                        .by(row.textOrNull("member")))
                .countMembers("members")
                .publish((group, sums) -> sums.into(new DerivedRow(), "sum", "members").row());
    }
}
