/** Asks the indexes: what an application's developers, and the command line, search with. */
@NullMarked
package dev.millrace.search.query;

import org.jspecify.annotations.NullMarked;
