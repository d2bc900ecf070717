/** Reads what a payment provider has on record, to be held against what is here. */
@NullMarked
package dev.millrace.batch.payouts.provider;

import org.jspecify.annotations.NullMarked;
