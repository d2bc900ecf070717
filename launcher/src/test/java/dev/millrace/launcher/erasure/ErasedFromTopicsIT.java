package dev.millrace.launcher.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.OwnServers;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.topics.OldValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requirement 37: an erased person's values are in no file of the broker any more after the
 * deadline, found by reading the files, and do not come back.
 */
class ErasedFromTopicsIT {

    private static final String MARK = "planted5d8";

    /** The deadline of the test; half of it makes a partition's newest segment old. */
    private static final Duration WITHIN = Duration.ofSeconds(4);

    /**
     * Cleaner and retention look every 15 seconds, and files go 10 later; more on a busy machine.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @TempDir private Path folder;

    @Test
    void erasedValuesLeaveEveryTopicAndOthersStay() throws Exception {
        try (SplitPipeline pipeline =
                SplitPipeline.start(folder, Map.of("streams.stores", OwnServers.FEW_STORES))) {
            BrokerLogs logs = new BrokerLogs(folder.resolve("stack"));
            UUID person = UUID.randomUUID();
            UUID other = UUID.randomUUID();
            try (MillraceProcess ingest = started(pipeline, "ingest");
                    MillraceProcess streams = started(pipeline, "streams")) {
                person(pipeline, person, MARK);
                person(pipeline, other, "staying5d8");
                setAside(pipeline, MARK);
                assertVerified(pipeline);
                assertThat(logs.topicsWith(MARK))
                        .contains(
                                "app.identity.users",
                                "app.identity.user_profiles",
                                "app.learning.courses",
                                "app.projects.projects",
                                "dlq.ingest")
                        .anyMatch(topic -> topic.endsWith("-changelog"));

                pipeline.sql(
                        "insert into ops.erasure_requests (user_id, kind) values ('%s', 'erase')"
                                .formatted(person));
                TypedCommand.Ended erased = pipeline.run("jobs", "run", "person-requests");
                assertThat(erased.code()).as(erased.output()).isZero();
                assertVerified(pipeline);
                assertThat(logs.topicsWith(MARK)).as("still on the disk").isNotEmpty();

                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(5))
                        .untilAsserted(() -> {
                            OldValues.Bounded bounded = OldValues.bound(pipeline.kafka(), WITHIN);
                            assertThat(bounded.partitions()).isPositive();
                            assertThat(logs.topicsWith(MARK)).isEmpty();
                        });

                assertThat(logs.topicsWith("staying5d8")).contains("app.identity.users");
                // As operators have it: the same, with the deadline of the settings.
                TypedCommand.Ended job = pipeline.run("jobs", "run", "topic-erasure");
                assertThat(job.code()).as(job.output()).isZero();
                assertThat(OldValues.bound(pipeline.kafka(), Duration.ofDays(30)).changed())
                        .as("topics that the job left otherwise than its deadline asks for")
                        .isZero();
                assertVerified(pipeline);
                pipeline.sql(
                        "update identity.users set last_name = 'Later' where id = '%s'"
                                .formatted(other));
                assertVerified(pipeline);
                streams.terminate();
                ingest.terminate();
                streams.awaitExit(Duration.ofMinutes(1));
                ingest.awaitExit(Duration.ofMinutes(1));
            }
            // From the topics alone: nothing returns.
            try (MillraceProcess ingest = started(pipeline, "ingest");
                    MillraceProcess streams = started(pipeline, "streams")) {
                assertVerified(pipeline);
                assertThat(logs.topicsWith(MARK)).isEmpty();
                streams.terminate();
                ingest.terminate();
                streams.awaitExit(Duration.ofMinutes(1));
                ingest.awaitExit(Duration.ofMinutes(1));
            }
        }
    }

    private static void assertVerified(SplitPipeline pipeline) {
        TypedCommand.Ended verify = pipeline.run("verify");
        assertThat(verify.code()).as(verify.output()).isZero();
    }

    private static MillraceProcess started(SplitPipeline pipeline, String role) {
        MillraceProcess process = pipeline.process(role);
        process.awaitLine(role + " runs", SplitPipeline.PATIENCE);
        return process;
    }

    private static void person(SplitPipeline pipeline, UUID id, String mark) throws Exception {
        pipeline.sql(
                """
                insert into identity.users (id, email, display_name, first_name)
                values ('%1$s', '%2$s@example.org', '%2$s', '%2$s');
                insert into identity.user_profiles (user_id, bio, skills)
                values ('%1$s', '%2$s', array['%2$s']);
                insert into learning.courses (id, source_system, title, slug, instructor_id, instructor_name)
                values ('%1$s', 'edu7p', 'Course', '%1$s', '%1$s', '%2$s');
                insert into projects.projects (id, title, description, category, created_by, contact_name)
                select '%1$s', 'Project', 'About', c[1], '%1$s', '%2$s'
                from enum_range(null::projects.project_category) c
                """
                        .formatted(id, mark));
    }

    /** A dead letter with the text. */
    private static void setAside(SplitPipeline pipeline, String mark) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                pipeline.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                    new ProducerRecord<>(
                            "dlq.ingest", new byte[] {1}, mark.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
