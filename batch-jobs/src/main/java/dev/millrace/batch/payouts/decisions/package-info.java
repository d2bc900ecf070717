/** What a person says came of a transfer, where nothing else says it. */
@NullMarked
package dev.millrace.batch.payouts.decisions;

import org.jspecify.annotations.NullMarked;
