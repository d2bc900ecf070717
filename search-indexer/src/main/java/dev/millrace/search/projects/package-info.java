/** Documents of projects that look for members. */
@NullMarked
package dev.millrace.search.projects;

import org.jspecify.annotations.NullMarked;
