/** Who changed what, without secrets. */
@NullMarked
package dev.millrace.schema.audit;

import org.jspecify.annotations.NullMarked;
