package dev.millrace.streams.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaOffsetsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaSettings kafka =
            new KafkaSettings(SharedStack.get().kafka().bootstrapServers(), 1, (short) 1);
    private final KafkaOffsets offsets = new KafkaOffsets(kafka, "offsets-test");
    private final String there = "there_" + SharedStack.get().freshSuffix();
    private final String late = "late_" + SharedStack.get().freshSuffix();

    @AfterEach
    void close() {
        offsets.close();
    }

    @Test
    void aTopicThatIsJustBeingMadeIsWaitedFor() throws Exception {
        create(there);
        assertThat(offsets.exist(Set.of(there, late))).isFalse();
        assertThat(offsets.partitionsOf(Set.of(there))).as("one hides the other").isEmpty();

        Thread waiting =
                Thread.ofPlatform().start(() -> offsets.awaitExist(Set.of(there, late), PATIENCE));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        create(late);
        waiting.join(PATIENCE);

        assertThat(waiting.isAlive()).isFalse();
        assertThat(offsets.partitionsOf(List.of(there, late))).hasSize(6);
    }

    @Test
    void aTopicThatDoesNotComeIsNamed() throws Exception {
        create(there);
        // The broker knows of it only a moment later.
        offsets.awaitExist(Set.of(there), PATIENCE);

        assertThatThrownBy(() -> offsets.awaitExist(Set.of(there, late), Duration.ofSeconds(1)))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("[%s]".formatted(late));
    }

    private void create(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(3), Optional.empty())))
                    .all()
                    .get();
        }
    }
}
