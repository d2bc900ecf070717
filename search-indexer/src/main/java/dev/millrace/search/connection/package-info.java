/** Where the search server is, and what its failures mean. */
@NullMarked
package dev.millrace.search.connection;

import org.jspecify.annotations.NullMarked;
