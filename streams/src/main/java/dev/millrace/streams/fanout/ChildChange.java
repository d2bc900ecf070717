package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * A parent learns of one of its children.
 *
 * @param child the child's path below the parent
 * @param value what the child brings from now on; null when it has left
 */
public record ChildChange<T>(RowKey child, @Nullable T value) {}
