/** Files for the bank: ISO 20022 credit transfers, laid down once for the bank's software. */
@NullMarked
package dev.millrace.batch.payouts.bank;

import org.jspecify.annotations.NullMarked;
