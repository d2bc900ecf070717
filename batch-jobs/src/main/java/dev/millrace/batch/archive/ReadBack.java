package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files back with an engine of its own, one at a time, while the next is written, and
 * compares them with what they must hold.
 */
final class ReadBack implements AutoCloseable {

    private final Connection engine;
    private final ParquetTable reader;
    private @Nullable EngineWork running;

    /**
     * @param work folder for files that nobody else uses
     */
    ReadBack(Path work) throws SQLException {
        this.engine = Engine.open(work);
        this.reader = new ParquetTable(engine, work);
    }

    /**
     * Begins with a file when those before it have passed.
     *
     * @throws dev.millrace.schema.failure.PipelineException when one before it differs, naming
     *     file, column, expected and found
     */
    void begin(TableFile expected, Path file) throws SQLException, IOException {
        await();
        running = EngineWork.start(() -> reader.compare(expected, file));
    }

    /** Waits until all have passed; throws what {@link #begin} does. */
    void await() throws SQLException, IOException {
        EngineWork last = running;
        if (last != null) {
            last.await();
        }
    }

    @Override
    public void close() throws SQLException {
        EngineWork last = running;
        if (last != null) {
            last.close();
        }
        engine.close();
    }
}
