package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.settings.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

    private static final KafkaSettings KAFKA = new KafkaSettings("localhost:9092", 2, (short) 1);
    private static final Path FOLDER = Path.of("state");

    @Test
    void defaultsSuitTheEmbeddedStack() {
        assertThat(StreamsSettings.defaults(KAFKA, FOLDER))
                .isEqualTo(
                        new StreamsSettings(
                                KAFKA,
                                FOLDER,
                                1,
                                Duration.ofMillis(100),
                                4L << 20,
                                192L << 20,
                                128L << 20,
                                4,
                                Duration.ofMinutes(1),
                                0,
                                Set.of()));
    }

    @Test
    void commitIntervalAndCacheCanBeChangedAlone() {
        StreamsSettings changed =
                StreamsSettings.defaults(KAFKA, FOLDER)
                        .withCommitInterval(Duration.ofMillis(200))
                        .withCacheBytes(0);

        assertThat(changed.commitInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(changed.cacheBytes()).isZero();
        assertThat(changed.withCommitInterval(Duration.ofMillis(100)).withCacheBytes(4L << 20))
                .isEqualTo(StreamsSettings.defaults(KAFKA, FOLDER));
    }

    @Test
    void wrongValueNamesTheKeyAndWhatWasExpected() {
        assertThatThrownBy(() ->
                        StreamsSettings.defaults(KAFKA, FOLDER).withCommitInterval(Duration.ZERO))
                .hasMessage("streams.commit-interval (ms) is 0, expected at least 1");
        assertThatThrownBy(() ->
                        new StreamsSettings(
                                KAFKA,
                                FOLDER,
                                1,
                                Duration.ofMillis(100),
                                0,
                                1L << 20,
                                2L << 20,
                                1,
                                Duration.ofMinutes(1),
                                0,
                                Set.of()))
                .hasMessageContaining("streams.state-write-buffer-bytes is 2097152");
        assertThatThrownBy(() ->
                        StreamsSettings.defaults(KAFKA, FOLDER).withStores(Set.of("tag_usge")))
                .hasMessageContaining("streams.stores")
                .hasMessageContaining("tag_usge");
    }
}
