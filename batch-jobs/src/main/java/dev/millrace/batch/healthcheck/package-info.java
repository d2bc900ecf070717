/** Looks at the database's own figures, and warns where they leave their bounds. */
@NullMarked
package dev.millrace.batch.healthcheck;

import org.jspecify.annotations.NullMarked;
