package dev.millrace.launcher.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.chance.Chance;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdPoolTest {

    private final Chance chance = new Chance(3);

    @Test
    void anEmptyPoolHasNothingToPick() {
        assertThat(new IdPool<String>(10).pick(chance)).isEmpty();
    }

    @Test
    void whatWasRemovedIsNotPicked() {
        IdPool<String> pool = new IdPool<>(10);
        pool.addAll(List.of("a", "b", "c", "a"));
        pool.remove("a");
        pool.remove("never there");

        assertThat(pool.size()).isEqualTo(2);
        assertThat(IntStream.range(0, 100).mapToObj(i -> pool.pick(chance).orElseThrow()))
                .containsOnly("b", "c");
    }

    @Test
    void aFullPoolForgetsItsNewest() {
        IdPool<String> pool = new IdPool<>(2);
        pool.addAll(List.of("a", "b", "c"));

        assertThat(pool.size()).isEqualTo(2);
        assertThat(IntStream.range(0, 100).mapToObj(i -> pool.pick(chance).orElseThrow()))
                .containsOnly("a", "c");
    }

    @Test
    void theFirstTenthIsPickedMostOften() {
        IdPool<Integer> pool = new IdPool<>(1_000);
        IntStream.range(0, 1_000).forEach(pool::add);

        long first =
                IntStream.range(0, 10_000)
                        .filter(i -> pool.pick(chance).orElseThrow() < 100)
                        .count();

        assertThat(first).isBetween(3_000L, 4_000L);
    }
}
