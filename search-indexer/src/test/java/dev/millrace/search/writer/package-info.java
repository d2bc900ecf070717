/** Brings a topic of documents into its index, whatever happens on the way. */
@NullMarked
package dev.millrace.search.writer;

import org.jspecify.annotations.NullMarked;
