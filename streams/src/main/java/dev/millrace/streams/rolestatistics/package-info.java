/** What each role allows, and to how many. */
@NullMarked
package dev.millrace.streams.rolestatistics;

import org.jspecify.annotations.NullMarked;
