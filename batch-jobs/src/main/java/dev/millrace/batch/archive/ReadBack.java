package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends files and reads them back with an engine of its own, one at a time, while the next is
 * written, and compares them with what they must hold.
 */
final class ReadBack implements AutoCloseable {

    /** A file that is being written. */
    interface Unfinished extends AutoCloseable {

        Path file();

        /** Waits until it is written. */
        TableFile finish() throws SQLException, IOException;

        @Override
        void close() throws SQLException;
    }

    private final Path work;
    private final EngineWork opening;
    private final Map<Path, TableFile> passed = new LinkedHashMap<>();
    private @Nullable Connection engine;
    private @Nullable EngineWork running;

    /**
     * Opens its engine meanwhile: that takes as long as thousands of rows.
     *
     * @param work folder for files that nobody else uses
     */
    ReadBack(Path work) {
        this.work = work;
        this.opening = EngineWork.start(() -> engine = Engine.open(work));
    }

    /**
     * Begins with a file when those before it have passed, and sees to its end in any case.
     *
     * @throws dev.millrace.schema.failure.PipelineException when one before it differs, naming
     *     file, column, expected and found
     */
    void begin(Unfinished file) throws SQLException, IOException {
        try {
            await();
            opening.await();
        } catch (SQLException | IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        running = EngineWork.start(() -> pass(file));
    }

    private void pass(Unfinished file) throws SQLException, IOException {
        try (file) {
            TableFile written = file.finish();
            new ParquetTable(Objects.requireNonNull(engine), work).compare(written, file.file());
            passed.put(file.file(), written);
        }
    }

    /** Waits until all have passed, and gives them; throws what {@link #begin} does. */
    Map<Path, TableFile> await() throws SQLException, IOException {
        EngineWork last = running;
        if (last != null) {
            last.await();
        }
        return passed;
    }

    @Override
    public void close() throws SQLException {
        EngineWork last = running;
        if (last != null) {
            last.close();
        }
        opening.close();
        if (engine != null) {
            engine.close();
        }
    }
}
