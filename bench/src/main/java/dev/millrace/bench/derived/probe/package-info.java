/** How long after its commit a change is readable in a derived table. */
@NullMarked
package dev.millrace.bench.derived.probe;

import org.jspecify.annotations.NullMarked;
