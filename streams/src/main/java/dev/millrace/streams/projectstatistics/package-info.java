/** Applications of each project (V02). */
@NullMarked
package dev.millrace.streams.projectstatistics;

import org.jspecify.annotations.NullMarked;
