/** Embedded PostgreSQL and Kafka: real servers on loopback. */
@NullMarked
package dev.millrace.devstack;

import org.jspecify.annotations.NullMarked;
