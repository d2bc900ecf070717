/** Has match scores computed anew when the production model has changed. */
@NullMarked
package dev.millrace.batch.matchrescore;

import org.jspecify.annotations.NullMarked;
