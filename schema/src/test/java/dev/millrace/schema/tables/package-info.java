/** The migrated tables against their model. */
@NullMarked
package dev.millrace.schema.tables;

import org.jspecify.annotations.NullMarked;
