/** The shape of every index's topology: one complete document from the rows of many tables. */
@NullMarked
package dev.millrace.search.document;

import org.jspecify.annotations.NullMarked;
