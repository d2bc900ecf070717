/** All settings of the program, read once from a file and the environment. */
@NullMarked
package dev.millrace.launcher.settings;

import org.jspecify.annotations.NullMarked;
