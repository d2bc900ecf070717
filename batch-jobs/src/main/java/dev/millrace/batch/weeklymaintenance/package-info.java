/** What is done to the database once a week. */
@NullMarked
package dev.millrace.batch.weeklymaintenance;

import org.jspecify.annotations.NullMarked;
