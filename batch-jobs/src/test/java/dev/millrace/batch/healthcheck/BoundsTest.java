package dev.millrace.batch.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.healthcheck.Bounds.Finding;
import dev.millrace.batch.healthcheck.DatabaseFigures.Replica;
import dev.millrace.batch.healthcheck.DatabaseFigures.Slot;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The thresholds of K32: 50 connections, 95 %. */
class BoundsTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final Bounds BOUNDS = new Bounds(50, 95, 30, 1024, 64);

    @Test
    void figuresWithinTheirBoundsAreHealthy() {
        assertThat(
                        BOUNDS.findings(
                                figures(
                                        49,
                                        0,
                                        OptionalDouble.of(95),
                                        new Slot("s", true, 1023 * MEBIBYTE))))
                .isEmpty();
        assertThat(BOUNDS.findings(figures(0, 0, OptionalDouble.empty()))).isEmpty();
    }

    @Test
    void eachFigureOutOfItsBoundsIsNamedWithItsValue() {
        assertThat(
                        BOUNDS.findings(
                                figures(
                                        50,
                                        2,
                                        OptionalDouble.of(94.94),
                                        new Slot("a", true, 1024 * MEBIBYTE),
                                        new Slot("b", true, 10_240 * MEBIBYTE),
                                        new Slot("c", false, MEBIBYTE))))
                .containsExactly(
                        new Finding(
                                "connections",
                                false,
                                "50 sessions are active, expected fewer than 50"),
                        new Finding(
                                "cache hits",
                                false,
                                "94.9 % of blocks are found in the cache, expected 95 or more"),
                        new Finding(
                                "long statements",
                                false,
                                "2 statements have run for more than 30 s, expected none"),
                        new Finding(
                                "slot a",
                                false,
                                "slot a keeps 1024 MiB of log, expected less than 1024"),
                        new Finding(
                                "slot b",
                                true,
                                "slot b keeps 10240 MiB of log, expected less than 1024"),
                        new Finding(
                                "slot c", false, "nobody reads slot c, which keeps 1 MiB of log"));
    }

    @Test
    void replicaThatIsFarBehindIsNamed() {
        assertThat(
                        BOUNDS.findings(
                                figures(
                                        0,
                                        0,
                                        OptionalDouble.empty(),
                                        List.of(),
                                        List.of(
                                                replica("near", 64 * MEBIBYTE - 1),
                                                replica("far", 65 * MEBIBYTE)))))
                .containsExactly(
                        new Finding(
                                "replica far",
                                false,
                                "replica far at 10.0.0.7 is 65 MiB of log behind, expected less than 64"));
    }

    private static Replica replica(String name, long bytesBehind) {
        return new Replica(name, "10.0.0.7", "streaming", bytesBehind, OptionalDouble.empty());
    }

    private static DatabaseFigures figures(
            long active, long longStatements, OptionalDouble hits, Slot... slots) {
        return figures(active, longStatements, hits, List.of(slots), List.of());
    }

    private static DatabaseFigures figures(
            long active,
            long longStatements,
            OptionalDouble hits,
            List<Slot> slots,
            List<Replica> replicas) {
        return new DatabaseFigures(
                0,
                active,
                active,
                longStatements,
                hits,
                OptionalDouble.empty(),
                slots,
                replicas,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
