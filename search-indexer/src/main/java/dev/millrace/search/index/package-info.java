/** Makes the indexes, their aliases and their named searches. */
@NullMarked
package dev.millrace.search.index;

import org.jspecify.annotations.NullMarked;
