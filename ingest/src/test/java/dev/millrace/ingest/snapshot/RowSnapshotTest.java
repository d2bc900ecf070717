package dev.millrace.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.position.Lsn;
import org.junit.jupiter.api.Test;

class RowSnapshotTest {

    private static final long EPOCH = 1L << 32;

    @Test
    void seesWhatEndedBeforeIt() {
        RowSnapshot snapshot = RowSnapshot.parse("100:110:107,103", new Lsn(5), 1);

        assertThat(snapshot.sees(99)).isTrue();
        assertThat(snapshot.sees(100)).isTrue();
        assertThat(snapshot.sees(103)).isFalse();
        assertThat(snapshot.sees(104)).isTrue();
        assertThat(snapshot.sees(107)).isFalse();
        assertThat(snapshot.sees(109)).isTrue();
        assertThat(snapshot.sees(110)).isFalse();
        assertThat(snapshot.sees(5000)).isFalse();
    }

    @Test
    void aSnapshotWithoutRunningTransactionsIsRead() {
        RowSnapshot snapshot = RowSnapshot.parse("7:7:", new Lsn(5), 1);

        assertThat(snapshot.running()).isEmpty();
        assertThat(snapshot.sees(6)).isTrue();
        assertThat(snapshot.sees(7)).isFalse();
    }

    @Test
    void idsOfTheLogWrapAround() {
        long xmax = 3 * EPOCH + 10;
        RowSnapshot snapshot =
                RowSnapshot.parse(
                        (3 * EPOCH - 5) + ":" + xmax + ":" + (3 * EPOCH - 3), new Lsn(5), 1);

        assertThat(snapshot.sees(EPOCH - 6)).isTrue();
        assertThat(snapshot.sees(EPOCH - 3)).isFalse();
        assertThat(snapshot.sees(EPOCH - 1)).isTrue();
        assertThat(snapshot.sees(9)).isTrue();
        assertThat(snapshot.sees(10)).isFalse();
    }

    @Test
    void idsBeyondTheWrapAreTheFuture() {
        RowSnapshot snapshot =
                RowSnapshot.parse((EPOCH - 2) + ":" + (EPOCH - 2) + ":", new Lsn(5), 1);

        assertThat(snapshot.sees(EPOCH - 3)).isTrue();
        assertThat(snapshot.sees(3)).isFalse();
    }
}
