/** Rules that span rows, seen by sessions that meet. */
@NullMarked
package dev.millrace.schema.limits;

import org.jspecify.annotations.NullMarked;
