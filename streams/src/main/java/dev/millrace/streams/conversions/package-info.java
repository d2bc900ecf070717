/** Steps of the funnel on each day, by origin (V41). */
@NullMarked
package dev.millrace.streams.conversions;

import org.jspecify.annotations.NullMarked;
