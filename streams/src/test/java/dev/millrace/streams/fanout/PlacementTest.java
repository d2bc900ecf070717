package dev.millrace.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final RowKey CHILD = RowKey.of("child", "1");

    @Test
    void newChildIsAdded() {
        assertThat(moves(null, at("x", "5"))).containsExactly("[x] + 5");
    }

    @Test
    void changedChildIsReplacedInPlace() {
        assertThat(moves(at("x", "5"), at("x", "6"))).containsExactly("[x] + 6");
    }

    @Test
    void movedChildLeavesBeforeItArrives() {
        assertThat(moves(at("x", "5"), at("y", "5"))).containsExactly("[x] -", "[y] + 5");
    }

    @Test
    void lostChildLeaves() {
        assertThat(moves(at("x", "5"), null)).containsExactly("[x] -");
    }

    @Test
    void unchangedChildSendsNothing() {
        assertThat(moves(at("x", "5"), at("x", "5"))).isEmpty();
        assertThat(moves(null, null)).isEmpty();
    }

    @Test
    void placementsAndChangesSurviveTheirWireForm() {
        PlacementSerde<String> placements = new PlacementSerde<>(Serdes.String());
        ChildChangeSerde<String> changes = new ChildChangeSerde<>(Serdes.String());
        Placement<String> placement = at("x", "5");
        ChildChange<String> coming = new ChildChange<>(CHILD, "5");
        ChildChange<String> leaving = new ChildChange<>(CHILD, null);

        assertThat(
                        placements
                                .deserializer()
                                .deserialize(
                                        "t", placements.serializer().serialize("t", placement)))
                .isEqualTo(placement);
        for (ChildChange<String> change : List.of(coming, leaving)) {
            assertThat(
                            changes.deserializer()
                                    .deserialize("t", changes.serializer().serialize("t", change)))
                    .isEqualTo(change);
        }
    }

    private static Placement<String> at(String parent, String value) {
        return new Placement<>(RowKey.of(parent), CHILD, value);
    }

    private static List<String> moves(
            @Nullable Placement<String> before, @Nullable Placement<String> after) {
        List<String> moves = new ArrayList<>();
        Placement.move(
                before,
                after,
                (parent, change) ->
                        moves.add(
                                parent.values()
                                        + (change.value() == null
                                                ? " -"
                                                : " + " + change.value())));
        return moves;
    }
}
