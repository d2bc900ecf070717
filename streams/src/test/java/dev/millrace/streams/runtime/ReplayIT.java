package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that is delivered again from the first record on, to state that has it all: nothing. */
class ReplayIT {

    private static final int REPLAYS = Boolean.getBoolean("millrace.test.long") ? 10 : 1;

    /** A killed member is in its group until its session ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Have rows here, and parts that send changes to each other. */
    private static final List<DerivedStore> WORKED =
            List.of(
                    DerivedStores.COURSE_STATISTICS,
                    DerivedStores.LEARNER_DASHBOARD,
                    DerivedStores.PRACTITIONER_STATS);

    @Test
    void whatIsDeliveredAgainChangesNoRow(@TempDir Path folder) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path state = folder.resolve("state");
        try (SmallWorldServers servers = SmallWorldServers.start(folder.resolve("kafka"))) {
            try (StreamsRuntime streams = servers.stores(state)) {
                servers.work(random, 30);
                servers.settle(streams);
            }
            Map<String, String> before = digests(servers);

            for (int replay = 0; replay < REPLAYS; replay++) {
                long applied = servers.applied();
                int partitions = toTheStart(servers);
                try (StreamsRuntime streams = servers.stores(state)) {
                    servers.settle(streams);
                }

                assertThat(partitions).as("read again").isGreaterThan(20);
                // Rows went through the topics once more, or this would show nothing.
                assertThat(servers.applied()).isGreaterThan(applied);
                assertThat(digests(servers))
                        .as("seed %d, replay %d", seed, replay)
                        .isEqualTo(before);
                assertThat(servers.differences()).as("seed %d, replay %d", seed, replay).isEmpty();
            }

            forgetGroups(servers);
            try (StreamsRuntime streams = servers.stores(state)) {
                assertThat(streams.status())
                        .filteredOn(status -> WORKED.contains(status.store()))
                        .hasSameSizeAs(WORKED)
                        .allSatisfy(status ->
                                assertThat(status.failure().orElse("started"))
                                        .startsWith("Kafka has forgotten how far")
                                        .endsWith(
                                                "; ./millrace rebuild %s makes it anew"
                                                        .formatted(status.store().table())));
                assertThat(digests(servers)).as("seed %d", seed).isEqualTo(before);
            }

            forgetGroups(servers);
            deleteTopics(servers);
            try (StreamsRuntime streams = servers.stores(folder.resolve("new state"))) {
                servers.settle(streams);
            }
            assertThat(digests(servers)).as("seed %d, new Kafka", seed).isEqualTo(before);
            assertThat(servers.differences()).as("seed %d, new Kafka", seed).isEmpty();
        }
    }

    /** All but those of ingest, as in a Kafka that is new and that ingest has filled. */
    private static void deleteTopics(SmallWorldServers servers) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                servers.kafka().bootstrapServers()))) {
            List<String> topics =
                    admin.listTopics().names().get().stream()
                            .filter(topic ->
                                    topic.startsWith("millrace.") || topic.startsWith("derived."))
                            .filter(topic -> !topic.startsWith("millrace.ingest-"))
                            .toList();
            assertThat(topics).hasSizeGreaterThan(2 * DerivedStores.all().size());
            admin.deleteTopics(topics).all().get();
        }
    }

    /** As the broker does itself when nobody was in them for a week. */
    private static void forgetGroups(SmallWorldServers servers) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                servers.kafka().bootstrapServers()))) {
            List<String> groups =
                    admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
            await("groups without members").atMost(PATIENCE).until(() -> areDeleted(admin, groups));
        }
    }

    private static boolean areDeleted(Admin admin, List<String> groups)
            throws InterruptedException {
        try {
            admin.deleteConsumerGroups(groups).all().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Has every application begin with the first record of each of its input topics. */
    private static int toTheStart(SmallWorldServers servers) throws Exception {
        int partitions = 0;
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                servers.kafka().bootstrapServers()))) {
            for (GroupListing group : admin.listGroups().all().get()) {
                Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
                admin
                        .listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .keySet()
                        .stream()
                        .filter(partition -> !partition.topic().startsWith("millrace."))
                        .forEach(partition -> first.put(partition, new OffsetAndMetadata(0)));
                await("group " + group.groupId() + " without members")
                        .atMost(PATIENCE)
                        .until(() -> isAltered(admin, group.groupId(), first));
                partitions += first.size();
            }
        }
        return partitions;
    }

    private static boolean isAltered(
            Admin admin, String group, Map<TopicPartition, OffsetAndMetadata> offsets)
            throws InterruptedException {
        try {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Of all rows, without the times of their last change. */
    private static Map<String, String> digests(SmallWorldServers servers) throws SQLException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (DerivedStore store : DerivedStores.all()) {
            // Lists are made anew as of a moment of their own; they are held against the oracle.
            if (store.equals(DerivedStores.COURSE_RECOMMENDATIONS)) {
                continue;
            }
            digests.put(
                    store.name(),
                    servers.database()
                            .rows(
                                    """
                                    select count(*) || ' ' || coalesce(md5(string_agg(
                                               (to_jsonb(t) - '%s')::text, ' '
                                               order by (to_jsonb(t) - '%s')::text)), '')
                                      from derived.%s t
                                    """
                                            .formatted(
                                                    store.timeColumn().orElse(""),
                                                    store.timeColumn().orElse(""),
                                                    store.table()))
                            .getFirst());
        }
        return digests;
    }
}
