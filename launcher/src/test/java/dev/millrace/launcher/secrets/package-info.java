/** Nothing secret is among the files of the project. */
@NullMarked
package dev.millrace.launcher.secrets;

import org.jspecify.annotations.NullMarked;
