/** The topic catalogue: every topic with its key, its value and their serdes. */
@NullMarked
package dev.millrace.schema.topics;

import org.jspecify.annotations.NullMarked;
