/** Members of family plans (V29). */
@NullMarked
package dev.millrace.streams.familyplanusage;

import org.jspecify.annotations.NullMarked;
