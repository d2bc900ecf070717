/** Makes the months ahead of the tables partitioned by time, and names what is wrong with them. */
@NullMarked
package dev.millrace.batch.partitions;

import org.jspecify.annotations.NullMarked;
