package dev.millrace.schema.settings;

/**
 * Where Kafka is and how topics are laid out there.
 *
 * @param bootstrapServers host:port pairs, comma separated
 * @param partitions partitions of a capture or derived topic
 * @param replicationFactor copies of each partition
 */
public record KafkaSettings(String bootstrapServers, int partitions, short replicationFactor) {

    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap-servers is blank, expected host:port");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "kafka.partitions is " + partitions + ", expected at least 1");
        }
        if (replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "kafka.replication-factor is " + replicationFactor + ", expected at least 1");
        }
    }
}
