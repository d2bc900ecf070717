package dev.millrace.devstack;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session that a killed broker still has at its controller. */
final class FormerSession {

    private static final Logger LOG = LoggerFactory.getLogger(FormerSession.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private FormerSession() {}

    /**
     * Waits until the controller takes no broker for alive, or some seconds: the next start then
     * waits for the rest by itself.
     */
    static void awaitEnd(String controller) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG,
                                controller,
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis(),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis()))) {
            while (isAnyAlive(admin) && System.nanoTime() < deadline) {
                Pauses.brief();
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atWarn().setCause(e).log("the controller did not tell which brokers are alive");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isAnyAlive(Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin
                .describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                .nodes()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .stream()
                .anyMatch(FormerSession::isAlive);
    }

    private static boolean isAlive(Node broker) {
        return !broker.isFenced();
    }
}
