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
 * @param search whether there is a search server, too
 * @param searchPort the port that it must have; empty as above
 */
public record DevStackSettings(
        Path folder,
        OptionalInt postgresPort,
        OptionalInt kafkaPort,
        Durability durability,
        boolean search,
        OptionalInt searchPort) {

    public DevStackSettings {
        folder = folder.toAbsolutePath().normalize();
        requirePort("postgres port", postgresPort);
        requirePort("kafka port", kafkaPort);
        requirePort("search port", searchPort);
        requireOther("postgres port", postgresPort, "kafka port", kafkaPort);
        requireOther("postgres port", postgresPort, "search port", searchPort);
        requireOther("kafka port", kafkaPort, "search port", searchPort);
    }

    /** PostgreSQL and Kafka, no search server. */
    public DevStackSettings(
            Path folder, OptionalInt postgresPort, OptionalInt kafkaPort, Durability durability) {
        this(folder, postgresPort, kafkaPort, durability, false, OptionalInt.empty());
    }

    /** PostgreSQL and Kafka in this folder, on free ports, whose data survives a loss of power. */
    public static DevStackSettings in(Path folder) {
        return new DevStackSettings(
                folder, OptionalInt.empty(), OptionalInt.empty(), Durability.SAFE);
    }

    public DevStackSettings withDurability(Durability other) {
        return new DevStackSettings(folder, postgresPort, kafkaPort, other, search, searchPort);
    }

    /**
     * The same with a search server.
     *
     * @param port the port that it must have; empty for any
     */
    public DevStackSettings withSearch(OptionalInt port) {
        return new DevStackSettings(folder, postgresPort, kafkaPort, durability, true, port);
    }

    private static void requirePort(String name, OptionalInt port) {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException(
                    name + " is " + port.getAsInt() + ", expected 1 to 65535");
        }
    }

    private static void requireOther(
            String name, OptionalInt port, String otherName, OptionalInt otherPort) {
        if (port.isPresent() && port.equals(otherPort)) {
            throw new IllegalArgumentException(
                    "%s and %s are both %d".formatted(name, otherName, port.getAsInt()));
        }
    }
}
