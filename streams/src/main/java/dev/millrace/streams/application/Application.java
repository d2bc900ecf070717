package dev.millrace.streams.application;

import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * A Kafka Streams application as it is run.
 *
 * @param name what it is called in logs, for example the store that it fills
 * @param id application id, consumer group and prefix of its topics
 * @param deadLetters records that it cannot read go to topic {@code dlq.<deadLetters>}
 * @param topology adds its topology to a builder
 */
public record Application(
        String name, String id, String deadLetters, Consumer<StreamsBuilder> topology) {}
