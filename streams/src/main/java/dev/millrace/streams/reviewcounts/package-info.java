/** Votes on reviews, and reports of them (V23). */
@NullMarked
package dev.millrace.streams.reviewcounts;

import org.jspecify.annotations.NullMarked;
