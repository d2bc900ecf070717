package dev.millrace.streams.progress;

import org.apache.kafka.common.TopicPartition;

/**
 * A piece of a partition between where somebody stands and where it must come to.
 *
 * @param position next offset to process
 * @param end offset after the last one of the piece
 */
public record Gap(TopicPartition partition, long position, long end) {}
