/** Whether derived tables hold what the oracle says. */
@NullMarked
package dev.millrace.bench.derived.check;

import org.jspecify.annotations.NullMarked;
