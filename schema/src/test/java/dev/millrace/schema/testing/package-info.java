/** What the tests of this module share. */
@NullMarked
package dev.millrace.schema.testing;

import org.jspecify.annotations.NullMarked;
