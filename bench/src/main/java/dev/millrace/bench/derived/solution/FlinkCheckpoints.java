package dev.millrace.bench.derived.solution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The completed checkpoints of the job.
 *
 * @param folder where the job writes them, one folder a run of the job
 */
record FlinkCheckpoints(Path folder) {

    private static final int DEPTH = 3;

    /** The folder of the newest one that is complete. */
    Optional<Path> newest() {
        return newestAfter(Instant.EPOCH);
    }

    /** The newest that was completed after this moment. */
    Optional<Path> newestAfter(Instant moment) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .filter(file -> time(file).toInstant().isAfter(moment))
                    .max(Comparator.comparing(FlinkCheckpoints::time))
                    .map(Path::getParent);
        } catch (UncheckedIOException e) {
            // One was replaced while the folder was read.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return FileTime.from(Instant.EPOCH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
