/** What is measured of each indexer, and of the search server alone. */
@NullMarked
package dev.millrace.bench.search.measure;

import org.jspecify.annotations.NullMarked;
