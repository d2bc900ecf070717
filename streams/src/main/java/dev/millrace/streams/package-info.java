/** One Kafka Streams application a derived store. */
@NullMarked
package dev.millrace.streams;

import org.jspecify.annotations.NullMarked;
