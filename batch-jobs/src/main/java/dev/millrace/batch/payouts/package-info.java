/** What practitioners earned and gave back, summed into payouts that one proposes, one approves. */
@NullMarked
package dev.millrace.batch.payouts;

import org.jspecify.annotations.NullMarked;
