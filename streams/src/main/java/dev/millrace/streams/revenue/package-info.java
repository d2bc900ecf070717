/** Money by day (V38). */
@NullMarked
package dev.millrace.streams.revenue;

import org.jspecify.annotations.NullMarked;
