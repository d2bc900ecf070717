/**
 * Brings child rows to their parent's partition and pairs them there, so that each output is right
 * whatever the order in which the partitions of different tables are read.
 *
 * <p>Two rules carry that guarantee. A child remembers, at its own partition, where it was placed
 * last, and takes that back when it moves. And what it leaves at the parent is kept under a path
 * that names every row it passed through, so that each path is only ever written by one partition
 * and its changes arrive in their order; changes of different paths may arrive in any order because
 * a result is computed from what all paths hold now.
 */
@NullMarked
package dev.millrace.streams.fanout;

import org.jspecify.annotations.NullMarked;
