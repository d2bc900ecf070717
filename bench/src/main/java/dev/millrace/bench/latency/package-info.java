/** How long after its commit a change can be read from its topic. */
@NullMarked
package dev.millrace.bench.latency;

import org.jspecify.annotations.NullMarked;
