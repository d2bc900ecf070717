@NullMarked
package dev.millrace.bench.search.load;

import org.jspecify.annotations.NullMarked;
