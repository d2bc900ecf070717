/** Who works with the application database. */
@NullMarked
package dev.millrace.schema.roles;

import org.jspecify.annotations.NullMarked;
