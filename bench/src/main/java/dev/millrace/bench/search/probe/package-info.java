/** How long after its commit a search finds a change. */
@NullMarked
package dev.millrace.bench.search.probe;

import org.jspecify.annotations.NullMarked;
