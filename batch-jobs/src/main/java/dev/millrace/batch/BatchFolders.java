package dev.millrace.batch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Folders outside of the database.
 *
 * @param exports where what people ask to be given is written; made when missing
 * @param files the objects that the application stores; empty: none may be deleted
 * @param archive where months of the archive are written as Parquet; empty: nowhere
 */
public record BatchFolders(Path exports, Optional<Path> files, Optional<Path> archive) {

    public static final BatchFolders DEFAULTS =
            new BatchFolders(Path.of(".millrace", "exports"), Optional.empty(), Optional.empty());
}
