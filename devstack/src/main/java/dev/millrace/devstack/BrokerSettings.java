package dev.millrace.devstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The settings of the embedded broker: one node, loopback, a few hundred small partitions. */
final class BrokerSettings {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final Map<String, String> FIXED =
            Map.ofEntries(
                    Map.entry("process.roles", "broker,controller"),
                    Map.entry("node.id", Integer.toString(NODE_ID)),
                    Map.entry("controller.listener.names", CONTROLLER_LISTENER),
                    Map.entry(
                            "listener.security.protocol.map",
                            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                    // One node: nothing to replicate to, nobody to wait for.
                    Map.entry("default.replication.factor", "1"),
                    Map.entry("min.insync.replicas", "1"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "4"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("transaction.state.log.num.partitions", "4"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    // Topics are made by those who know their partitions and retention.
                    Map.entry("auto.create.topics.enable", "false"),
                    Map.entry("num.partitions", "2"),
                    Map.entry("message.max.bytes", Integer.toString(8 << 20)),
                    // Positions stay when a stack is left alone for weeks.
                    Map.entry("offsets.retention.minutes", Integer.toString(30 * 24 * 60)),
                    Map.entry("transactional.id.expiration.ms", Integer.toString(1_814_400_000)),
                    // What a killed producer left open must not hold readers up for long.
                    Map.entry(
                            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                    // Small files, so that a partition costs little and recovery reads little.
                    Map.entry("log.segment.bytes", Integer.toString(32 << 20)),
                    Map.entry("log.index.size.max.bytes", Integer.toString(256 << 10)),
                    Map.entry("offsets.topic.segment.bytes", Integer.toString(16 << 20)),
                    Map.entry("transaction.state.log.segment.bytes", Integer.toString(16 << 20)),
                    Map.entry("metadata.log.segment.bytes", Integer.toString(16 << 20)),
                    Map.entry("metadata.max.idle.interval.ms", "5000"),
                    Map.entry("log.cleaner.threads", "1"),
                    // What is deleted or compacted away is gone from the disk within half a minute.
                    Map.entry("log.retention.check.interval.ms", "15000"),
                    Map.entry("log.segment.delete.delay.ms", "10000"),
                    Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
                    Map.entry("offsets.load.buffer.size", Integer.toString(1 << 20)),
                    Map.entry("transaction.state.log.load.buffer.size", Integer.toString(1 << 20)),
                    Map.entry("num.network.threads", "2"),
                    Map.entry("num.io.threads", "4"),
                    Map.entry("background.threads", "2"),
                    Map.entry("group.coordinator.threads", "1"),
                    Map.entry("share.coordinator.threads", "1"),
                    Map.entry("num.recovery.threads.per.data.dir", "2"),
                    Map.entry("metric.reporters", ""));

    private BrokerSettings() {}

    /** The settings of a broker that listens on this port; its controller takes a free one. */
    static Map<String, String> of(Path logDirectory, int port) {
        Map<String, String> settings = withoutSession(logDirectory, port);
        // A stall of the whole process is no reason to take its only broker out of service; the
        // session of a killed one is ended by the next start.
        settings.put("broker.session.timeout.ms", "600000");
        return settings;
    }

    /** A controller alone, on this port, that soon takes a silent broker for dead. */
    static Map<String, String> controllerWithBriefSession(Path logDirectory, int port) {
        Map<String, String> settings = new TreeMap<>(FIXED);
        String address = Ports.HOST + ":" + port;
        settings.put("process.roles", "controller");
        settings.remove("inter.broker.listener.name");
        settings.put("log.dirs", logDirectory.toString());
        settings.put("listeners", CONTROLLER_LISTENER + "://" + address);
        settings.put("controller.quorum.voters", NODE_ID + "@" + address);
        settings.put("broker.session.timeout.ms", "1000");
        settings.put("broker.heartbeat.interval.ms", "100");
        return settings;
    }

    private static Map<String, String> withoutSession(Path logDirectory, int port) {
        Map<String, String> settings = new TreeMap<>(FIXED);
        String address = Ports.HOST + ":" + port;
        String controllerAddress = Ports.HOST + ":" + Ports.free(port);
        settings.put("log.dirs", logDirectory.toString());
        settings.put(
                "listeners",
                "PLAINTEXT://%s,%s://%s"
                        .formatted(address, CONTROLLER_LISTENER, controllerAddress));
        settings.put(
                "advertised.listeners",
                "PLAINTEXT://%s,%s://%s"
                        .formatted(address, CONTROLLER_LISTENER, controllerAddress));
        settings.put("controller.quorum.voters", NODE_ID + "@" + controllerAddress);
        return settings;
    }
}
