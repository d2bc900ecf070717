/** Settings that more than one module needs; each checks itself when it is made. */
@NullMarked
package dev.millrace.schema.settings;

import org.jspecify.annotations.NullMarked;
