/** The rows that every indexer works on. */
@NullMarked
package dev.millrace.bench.search.data;

import org.jspecify.annotations.NullMarked;
