/** The servers that the pipeline runs between: PostgreSQL and Kafka, real ones, on loopback. */
@NullMarked
package dev.millrace.devstack;

import org.jspecify.annotations.NullMarked;
