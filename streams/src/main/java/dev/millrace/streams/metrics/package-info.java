/** The stores as a monitoring system sees them. */
@NullMarked
package dev.millrace.streams.metrics;

import org.jspecify.annotations.NullMarked;
