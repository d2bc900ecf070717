/** Results as tables that read well on a screen and in Markdown. */
@NullMarked
package dev.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
