/** What each role may see and do. */
@NullMarked
package dev.millrace.schema.roles;

import org.jspecify.annotations.NullMarked;
