/** Transfers to connected accounts at Stripe, whatever becomes of a request or its reply. */
@NullMarked
package dev.millrace.batch.payouts.stripe;

import org.jspecify.annotations.NullMarked;
