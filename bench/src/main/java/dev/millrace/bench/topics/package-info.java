/** The topics that contestants fill, made and read the same way for all. */
@NullMarked
package dev.millrace.bench.topics;

import org.jspecify.annotations.NullMarked;
