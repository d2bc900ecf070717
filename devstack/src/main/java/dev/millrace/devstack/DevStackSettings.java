package dev.millrace.devstack;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Where the embedded servers keep their data and where they listen.
 *
 * @param folder holds everything: data, programs, ports, password; created when missing
 * @param postgresPort the port PostgreSQL must have; empty: the one of the last run in this folder
 *     if it is free, any free one otherwise
 * @param kafkaPort the port Kafka must have; empty as above
 * @param durability what a commit in PostgreSQL survives
 */
public record DevStackSettings(
        Path folder, OptionalInt postgresPort, OptionalInt kafkaPort, Durability durability) {

    public DevStackSettings {
        folder = folder.toAbsolutePath().normalize();
        requirePort("postgres port", postgresPort);
        requirePort("kafka port", kafkaPort);
        if (postgresPort.isPresent() && postgresPort.equals(kafkaPort)) {
            throw new IllegalArgumentException(
                    "postgres port and kafka port are both " + postgresPort.getAsInt());
        }
    }

    /** Servers in this folder, on free ports, whose data survives a loss of power. */
    public static DevStackSettings in(Path folder) {
        return new DevStackSettings(
                folder, OptionalInt.empty(), OptionalInt.empty(), Durability.SAFE);
    }

    public DevStackSettings withDurability(Durability other) {
        return new DevStackSettings(folder, postgresPort, kafkaPort, other);
    }

    private static void requirePort(String name, OptionalInt port) {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException(
                    name + " is " + port.getAsInt() + ", expected 1 to 65535");
        }
    }
}
