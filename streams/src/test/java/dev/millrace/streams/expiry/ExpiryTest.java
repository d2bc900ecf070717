package dev.millrace.streams.expiry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are pairs of a text and the second at which they expire. */
class ExpiryTest {

    private static final long MICROS = 1_000_000;

    private record Timed(String text, @Nullable Long second) {
        @Nullable Long micros() {
            return second == null ? null : Long.valueOf(second * MICROS);
        }
    }

    @SuppressWarnings("NullAway.Init")
    private @TempDir Path folder;

    private KeyValueStore<RowKey, Long> state;
    private MockProcessorContext<RowKey, Timed> context;
    private ExpiryProcessor<Timed> expiry;
    private long second;

    @BeforeEach
    void open() {
        state = PathStore.builder("moments", Serdes.Long()).withLoggingDisabled().build();
        context = context();
        state.init(context.getStateStoreContext(), state);
        second = 100;
        start();
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void rowGoesAtItsMomentWithThatAsItsCommitTime() {
        put("a", "text", 110L);
        assertThat(told()).containsExactly("a text");

        at(109);
        assertThat(told()).isEmpty();

        at(110);
        CapturedForward<? extends RowKey, ? extends Timed> gone = context.forwarded().getFirst();
        assertThat(gone.record().timestamp()).isEqualTo(110_000);
        assertThat(commitTime(gone.record())).isEqualTo("110000000");
        assertThat(told()).containsExactly("a gone");

        at(200);
        assertThat(told()).isEmpty();
    }

    @Test
    void rowThatComesLateIsGoneAtOnce() {
        put("a", "text", 100L);

        assertThat(told()).containsExactly("a gone");
        assertThat(store()).isEmpty();
    }

    @Test
    void rowThatComesLateGoesAtItsMomentToo() {
        second = 200;
        context.setCurrentSystemTimeMs(second * 1_000);

        putCommitted("in time", 110L, 105);
        putCommitted("past its moment already", 110L, 115);

        assertThat(context.forwarded())
                .extracting(f -> f.record().key().value(0) + " " + commitTime(f.record()))
                .containsExactly("in time 110000000", "past its moment already 115000000");
    }

    @Test
    void rowWithoutMomentStays() {
        put("a", "text", null);
        at(1_000_000);

        assertThat(told()).containsExactly("a text");
        assertThat(alarm()).as("no alarm").isNull();
    }

    @Test
    void infinityIsNever() {
        restart(new ExpiryProcessor<>("moments", row -> Long.MAX_VALUE));
        put("a", "text", 1L);
        at(1_000_000);

        assertThat(told()).containsExactly("a text");
    }

    @Test
    void changedMomentTakesThePlaceOfTheFormer() {
        put("later", "text", 110L);
        put("later", "text", 120L);
        put("sooner", "text", 140L);
        put("sooner", "text", 111L);
        put("never", "text", 110L);
        put("never", "text", null);
        put("deleted", "text", 110L);
        put("deleted", null, null);
        told();

        at(115);
        assertThat(told()).containsExactly("sooner gone");

        at(200);
        assertThat(told()).containsExactly("later gone");
    }

    @Test
    void expiredRowThatIsExtendedComesBack() {
        put("a", "text", 110L);
        at(115);
        told();

        put("a", "text", 120L);
        assertThat(told()).containsExactly("a text");

        at(120);
        assertThat(told()).containsExactly("a gone");
    }

    @Test
    void rowsGoBeforeTheRowThatComesLater() {
        put("a", "text", 110L);
        told();

        second = 130;
        context.setCurrentSystemTimeMs(second * 1_000);
        put("b", "text", null);

        assertThat(told()).containsExactly("a gone", "b text");
    }

    @Test
    void newestCommitCountsWhereTheDatabaseIsAhead() {
        put("a", "text", 110L);
        told();

        putCommitted("b", null, 110);

        assertThat(told()).containsExactly("a gone", "b text");
    }

    @Test
    void alarmWaitsForTheClockOfThisMachineThatNoCommitMoves() {
        put("a", "text", 111L);
        putCommitted("b", null, 110);
        told();

        at(109);
        assertThat(told()).isEmpty();
        assertThat(alarm()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void recordTimesAreNotTrusted() {
        put("a", "text", 110L);
        told();

        expiry.process(new Record<>(RowKey.of("b"), new Timed("text", null), 900_000_000L));

        assertThat(told()).containsExactly("b text");
    }

    @Test
    void restartLosesNoMoment() {
        put("during", "text", 110L);
        put("after", "text", 130L);

        second = 120;
        restart(new ExpiryProcessor<>("moments", Timed::micros));
        at(120);
        assertThat(told()).containsExactly("during gone");

        at(130);
        assertThat(told()).containsExactly("after gone");
    }

    @Test
    void alarmIsSetToTheNextMomentAndNotToALaterOne() {
        at(100);
        put("a", "text", 130L);
        assertThat(alarm()).isEqualTo(Duration.ofSeconds(30));

        put("b", "text", 150L);
        assertThat(alarm()).isEqualTo(Duration.ofSeconds(30));

        put("c", "text", 105L);
        assertThat(alarm()).isEqualTo(Duration.ofSeconds(5));

        at(105);
        assertThat(alarm()).isEqualTo(Duration.ofSeconds(25));

        at(130);
        assertThat(alarm()).isEqualTo(Duration.ofSeconds(20));

        at(150);
        assertThat(alarm()).as("no alarm").isNull();

        put("d", "text", 100_000L);
        assertThat(alarm()).as("far away").isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void manyAtOnceGoInSteps() {
        int rows = ExpiryProcessor.STEP + 5;
        for (int i = 0; i < rows; i++) {
            put("row" + i, "text", 110L);
        }
        told();

        at(110);
        assertThat(told()).hasSize(ExpiryProcessor.STEP);
        assertThat(alarm()).isEqualTo(Duration.ofMillis(1));

        at(110);
        assertThat(told()).hasSize(5);
        assertThat(store()).isEmpty();
    }

    private void start() {
        expiry = new ExpiryProcessor<>("moments", Timed::micros);
        expiry.init(context);
        context.setCurrentSystemTimeMs(second * 1_000);
    }

    /** Another processor over the same state: what it knew besides is lost. */
    private void restart(ExpiryProcessor<Timed> other) {
        context = context();
        expiry = other;
        expiry.init(context);
        context.setCurrentSystemTimeMs(second * 1_000);
    }

    private MockProcessorContext<RowKey, Timed> context() {
        MockProcessorContext<RowKey, Timed> fresh =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        fresh.addStateStore(state);
        fresh.setCurrentSystemTimeMs(0);
        return fresh;
    }

    private void put(String key, @Nullable String text, @Nullable Long until) {
        expiry.process(
                new Record<>(RowKey.of(key), text == null ? null : new Timed(text, until), 0));
    }

    private void putCommitted(String key, @Nullable Long until, long commitSecond) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.COMMIT_TIME, Long.toString(commitSecond * MICROS).getBytes(UTF_8));
        expiry.process(new Record<>(RowKey.of(key), new Timed("text", until), 0, headers));
    }

    private static String commitTime(Record<?, ?> record) {
        return new String(record.headers().lastHeader(Headers.COMMIT_TIME).value(), UTF_8);
    }

    /** Steps the clock and rings the alarm that is set, if there is one. */
    private void at(long now) {
        second = now;
        context.setCurrentSystemTimeMs(second * 1_000);
        context.scheduledPunctuators().stream()
                .filter(alarm -> !alarm.cancelled())
                .toList()
                .forEach(alarm -> alarm.getPunctuator().punctuate(second * 1_000));
    }

    /** How long the one alarm waits, null without any. */
    private @Nullable Duration alarm() {
        List<CapturedPunctuator> set =
                context.scheduledPunctuators().stream()
                        .filter(alarm -> !alarm.cancelled())
                        .toList();
        assertThat(set).hasSizeLessThanOrEqualTo(1);
        return set.isEmpty() ? null : set.getFirst().getInterval();
    }

    private List<RowKey> store() {
        List<RowKey> keys = new ArrayList<>();
        try (KeyValueIterator<RowKey, Long> entries = state.all()) {
            entries.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    private List<String> told() {
        List<String> told =
                context.forwarded().stream()
                        .map(CapturedForward::record)
                        .map(r ->
                                r.key().value(0)
                                        + " "
                                        + (r.value() == null ? "gone" : r.value().text()))
                        .toList();
        context.resetForwards();
        return told;
    }
}
