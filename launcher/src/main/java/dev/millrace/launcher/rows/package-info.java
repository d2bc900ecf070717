/** Writing and reading rows over JDBC, with values sent as the text that PostgreSQL reads. */
@NullMarked
package dev.millrace.launcher.rows;

import org.jspecify.annotations.NullMarked;
