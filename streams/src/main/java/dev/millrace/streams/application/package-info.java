/** How one Kafka Streams application of ours is run, whatever its topology. */
@NullMarked
package dev.millrace.streams.application;

import org.jspecify.annotations.NullMarked;
