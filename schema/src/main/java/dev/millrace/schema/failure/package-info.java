/** What can go wrong outside the program, and what is then done. */
@NullMarked
package dev.millrace.schema.failure;

import org.jspecify.annotations.NullMarked;
