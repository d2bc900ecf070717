package dev.millrace.batch.temporaryfiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Objects as files below a folder: one that the application writes into, or a bucket that is
 * mounted there.
 *
 * @param folder where they are; it must be there, or nothing counts as deleted
 */
public record FolderStore(Path folder) implements ObjectStore {

    @Override
    public void delete(String path) throws IOException {
        if (!Files.isDirectory(folder)) {
            // Perhaps a mount that is missing: its files are not gone.
            throw new IOException("folder " + folder + " is not there");
        }
        Path root = folder.toRealPath();
        Path file;
        try {
            file = root.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("its path is none: " + e.getReason(), e);
        }
        if (file.equals(root) || !file.startsWith(root)) {
            throw new IOException("its path leads out of " + folder);
        }
        Path parent = file.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return;
        }
        if (!parent.toRealPath().startsWith(root)) {
            throw new IOException("its path leads out of " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new IOException("its path is a folder");
        }
        Files.deleteIfExists(file);
    }
}
