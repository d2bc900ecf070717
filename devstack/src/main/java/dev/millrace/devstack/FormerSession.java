package dev.millrace.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * The session that a killed broker still has at its controller. To the controller that broker is
 * alive until the session times out, and the next one of the same id has to wait for that.
 *
 * <p>It must not be waited for by a whole broker: its transaction coordinator would take the
 * partitions for its own, and lose them while it ends what the killed producers left open. Kafka
 * 4.3 leaves out the marker for a partition that has no leader at that moment and yet takes the
 * transaction for ended, so that its records stay open, or are committed with the next ones.
 */
final class FormerSession {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private FormerSession() {}

    /**
     * Runs a controller alone, with a session timeout that is soon over, until it has fenced the
     * broker of the last run; at once when that one took leave in order or there was none.
     *
     * @param folder the broker's, for the message
     * @throws DevStackException when the controller does not start or does not get there
     */
    static void end(Path folder, Path logDirectory) {
        int port = Ports.free();
        Map<String, String> settings =
                BrokerSettings.controllerWithBriefSession(logDirectory, port);
        try {
            awaitFenced(new KafkaConfig(settings, false));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw BrokerRun.startFailure(folder, port, e);
        }
    }

    private static void awaitFenced(KafkaConfig config) throws Exception {
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
                KafkaRaftServer.initializeLogDirs(
                        config, LoggerFactory.getLogger(KafkaRaftServer.class), "");
        SharedServer shared =
                new SharedServer(
                        config,
                        directories._1(),
                        Time.SYSTEM,
                        new Metrics(),
                        CompletableFuture.completedFuture(
                                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                        List.of(),
                        new StandardFaultHandlerFactory(),
                        ServerSocketFactory.INSTANCE);
        ControllerServer controller =
                new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        FencedBroker fenced = new FencedBroker();
        Runnable faultListener = fenced::giveUp;
        BrokerFaults.subscribe(faultListener);
        try {
            controller.startup();
            shared.loader().installPublishers(List.of(fenced)).get();
            fenced.seen.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            BrokerFaults.unsubscribe(faultListener);
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /** Looks at each state of the cluster, the first of which is the whole log's. */
    private static final class FencedBroker implements MetadataPublisher {

        private final CompletableFuture<Void> seen = new CompletableFuture<>();

        @Override
        public String name() {
            return "millrace-former-session";
        }

        @Override
        public void onMetadataUpdate(
                MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration broker = image.cluster().broker(BrokerSettings.NODE_ID);
            if (broker == null || broker.fenced()) {
                seen.complete(null);
            }
        }

        void giveUp() {
            seen.completeExceptionally(
                    new IllegalStateException("the controller gave up; its log tells why"));
        }
    }
}
