/** Rebuilds indexes beside the traffic. */
@NullMarked
package dev.millrace.batch.reindex;

import org.jspecify.annotations.NullMarked;
