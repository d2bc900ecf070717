@NullMarked
package dev.millrace.schema.connection;

import org.jspecify.annotations.NullMarked;
