/** What became of the e-mails of each template (V39). */
@NullMarked
package dev.millrace.streams.emailstatistics;

import org.jspecify.annotations.NullMarked;
