package dev.millrace.bench.contestant;

import dev.millrace.bench.workload.ChangeTable;
import dev.millrace.schema.topics.Topics;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is compared. */
public enum Contestant {
    RAW("the limit: pgjdbc reads the slot, bytes thrown away"),
    MILLRACE("Millrace, exactly once into Kafka"),
    MILLRACE_DEBEZIUM("Millrace with ingest.log-reader = debezium, exactly once"),
    CONNECT("Kafka Connect + Debezium, default settings"),
    CONNECT_TUNED("Kafka Connect + Debezium, tuned");

    /** Prefix of the topics of Kafka Connect. */
    static final String CONNECT_PREFIX = "connect";

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** Its name on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The topic that it fills; empty for one that only reads. */
    public Optional<String> topic() {
        return switch (this) {
            case RAW -> Optional.empty();
            case MILLRACE, MILLRACE_DEBEZIUM ->
                    Optional.of(Topics.capture(ChangeTable.TABLE).name());
            case CONNECT, CONNECT_TUNED ->
                    Optional.of(CONNECT_PREFIX + "." + ChangeTable.TABLE.qualifiedName());
        };
    }

    /**
     * The contestant of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Contestant of(String key) {
        return Arrays.stream(values())
                .filter(contestant -> contestant.key().equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no contestant '%s', expected one of %s".formatted(key, keys())));
    }

    private static String keys() {
        return Arrays.stream(values()).map(Contestant::key).collect(Collectors.joining(", "));
    }
}
