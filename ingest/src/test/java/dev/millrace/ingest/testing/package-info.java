/** What the tests of ingest share: a source database, the topics, and what they hold. */
@NullMarked
package dev.millrace.ingest.testing;

import org.jspecify.annotations.NullMarked;
