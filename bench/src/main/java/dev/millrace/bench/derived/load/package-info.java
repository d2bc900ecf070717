/** The application, which writes. */
@NullMarked
package dev.millrace.bench.derived.load;

import org.jspecify.annotations.NullMarked;
