/** What banks tell about transfers, read once, set against what was sent. */
@NullMarked
package dev.millrace.batch.payouts.results;

import org.jspecify.annotations.NullMarked;
