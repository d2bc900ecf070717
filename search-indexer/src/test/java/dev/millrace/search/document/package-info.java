/** The topologies of all indexes against what SQL says. */
@NullMarked
package dev.millrace.search.document;

import org.jspecify.annotations.NullMarked;
