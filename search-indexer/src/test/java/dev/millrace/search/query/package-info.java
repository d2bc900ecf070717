/** What is asked of the indexes. */
@NullMarked
package dev.millrace.search.query;

import org.jspecify.annotations.NullMarked;
