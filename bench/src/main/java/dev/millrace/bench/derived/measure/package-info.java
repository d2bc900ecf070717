/** What is measured of each solution. */
@NullMarked
package dev.millrace.bench.derived.measure;

import org.jspecify.annotations.NullMarked;
