/**
 * Approved payouts on their way: durable ids first, then whatever carries the money, never twice.
 */
@NullMarked
package dev.millrace.batch.payouts.sending;

import org.jspecify.annotations.NullMarked;
