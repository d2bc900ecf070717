package dev.millrace.batch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Folders outside of the database.
 *
 * @param exports where what people ask to be given is written; made when missing
 * @param files the objects that the application stores; empty: none may be deleted
 */
public record BatchFolders(Path exports, Optional<Path> files) {

    public static final BatchFolders DEFAULTS =
            new BatchFolders(Path.of(".millrace", "exports"), Optional.empty());
}
