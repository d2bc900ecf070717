/** Starts the servers and the parts of the pipeline in order, and stops them in reverse. */
@NullMarked
package dev.millrace.launcher.pipeline;

import org.jspecify.annotations.NullMarked;
