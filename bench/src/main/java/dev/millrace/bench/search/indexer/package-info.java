/** Who fills the indexes. */
@NullMarked
package dev.millrace.bench.search.indexer;

import org.jspecify.annotations.NullMarked;
