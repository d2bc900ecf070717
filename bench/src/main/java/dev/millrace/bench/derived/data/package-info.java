/** The rows that every solution works on. */
@NullMarked
package dev.millrace.bench.derived.data;

import org.jspecify.annotations.NullMarked;
