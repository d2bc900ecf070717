/** Our search indexes beside the indexer that everyone writes first. */
@NullMarked
package dev.millrace.bench.search;

import org.jspecify.annotations.NullMarked;
