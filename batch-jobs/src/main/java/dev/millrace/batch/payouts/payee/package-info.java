/** Where a practitioner's money goes: kept encrypted, seen only by what sends it. */
@NullMarked
package dev.millrace.batch.payouts.payee;

import org.jspecify.annotations.NullMarked;
