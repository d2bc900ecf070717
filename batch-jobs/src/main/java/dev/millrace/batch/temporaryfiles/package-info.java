/** Deletes temporary files past their time: the stored object first, then its row. */
@NullMarked
package dev.millrace.batch.temporaryfiles;

import org.jspecify.annotations.NullMarked;
