/** The members who fit each published project best, before anybody applies. */
@NullMarked
package dev.millrace.streams.membermatches;

import org.jspecify.annotations.NullMarked;
