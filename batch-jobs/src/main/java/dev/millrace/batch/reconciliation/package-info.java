/** Compares the derived stores with their oracles, and has what differs mended. */
@NullMarked
package dev.millrace.batch.reconciliation;

import org.jspecify.annotations.NullMarked;
