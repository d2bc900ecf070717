/** The search indexes: which there are, and how their fields are analysed, mapped and asked for. */
@NullMarked
package dev.millrace.schema.search;

import org.jspecify.annotations.NullMarked;
