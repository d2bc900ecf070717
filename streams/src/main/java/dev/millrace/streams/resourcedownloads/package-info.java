/** Downloads of course resources and media files (V17). */
@NullMarked
package dev.millrace.streams.resourcedownloads;

import org.jspecify.annotations.NullMarked;
