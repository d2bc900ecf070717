/** What does not agree about money, until a person has settled it. */
@NullMarked
package dev.millrace.batch.payouts.findings;

import org.jspecify.annotations.NullMarked;
