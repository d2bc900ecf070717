package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.ColumnSum;
import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Moves rows between PostgreSQL and a Parquet file, and sums up what a file holds. Rows leave
 * PostgreSQL in the binary format of COPY, and a file as CSV, in which every value is in quotes and
 * null is not.
 */
final class ParquetTable {

    // The lowest level: beyond it files hardly become smaller, and take longer.
    private static final String FORMAT = "format parquet, compression zstd, compression_level 1";

    private final Connection engine;
    private final Path work;

    /**
     * @param work for files that only this object uses
     */
    ParquetTable(Connection engine, Path work) {
        this.engine = engine;
        this.work = work;
    }

    /**
     * Writes rows into a new file and sums up what PostgreSQL sent; whether the file holds that,
     * {@link #compare} finds out.
     *
     * @param rows what follows {@code from}, with {@code t} for a row
     * @param file is replaced
     * @throws SQLException also when a value has no place in the column of the file
     */
    TableFile write(
            Connection database, String table, String rows, List<ColumnForm> columns, Path file)
            throws SQLException, IOException {
        try (Writing writing = beginWriting(database, table, rows, columns, file)) {
            return writing.finish();
        }
    }

    /** As {@link #write}, until all rows have come: the engine may still be at work. */
    Writing beginWriting(
            Connection database, String table, String rows, List<ColumnForm> columns, Path file)
            throws SQLException, IOException {
        return new Writing(
                RowsIntoEngine.send(
                        engine,
                        database,
                        rows,
                        columns,
                        "copy (%%s) to %s (%s)"
                                .formatted(
                                        Engine.text(file.toString()).replace("%", "%%"), FORMAT)),
                table,
                columns,
                file);
    }

    /**
     * A file whose rows have all come.
     *
     * @param rows on their way into it
     * @param table that they are of
     */
    record Writing(RowsIntoEngine rows, String table, List<ColumnForm> columns, Path file)
            implements ReadBack.Unfinished {

        @Override
        public TableFile finish() throws SQLException, IOException {
            return described(table, file, columns, rows.await());
        }

        @Override
        public void close() throws SQLException {
            rows.close();
        }
    }

    /**
     * Writes what a query of the engine gives into a new file, whose columns are those of the
     * query.
     */
    TableFile rewrite(String table, String query, List<ColumnForm> columns, Path file)
            throws SQLException, IOException {
        execute("copy (%s) to %s (%s)".formatted(query, Engine.text(file.toString()), FORMAT));
        return described(table, file, columns, rowsOf(file).sumUp(columns, Set.of()));
    }

    /**
     * Compares a file with what is said of it, byte for byte and value by value.
     *
     * @throws dev.millrace.schema.failure.PipelineException naming file, column, expected and found
     */
    void verify(TableFile expected, Path file) throws SQLException, IOException {
        FileChecks.bytes(expected, file);
        FileChecks.types(expected, file, rowsOf(file).types());
        compare(expected, file);
    }

    /** Loads a verified file's rows, as texts, into a table of PostgreSQL that has its columns. */
    void intoDatabase(Connection database, String table, List<ColumnForm> columns, Path file)
            throws SQLException, IOException {
        String copy =
                "copy %s (%s) from stdin (format csv, null '\\N')".formatted(table, names(columns));
        rowsOf(file)
                .take(
                        columns,
                        csv ->
                                database.unwrap(PGConnection.class)
                                        .getCopyAPI()
                                        .copyIn(copy, csv, 1 << 16));
    }

    /** Loads rows of PostgreSQL into a new table of the engine. */
    void intoEngine(Connection database, String rows, List<ColumnForm> columns, String engineTable)
            throws SQLException, IOException {
        try (RowsIntoEngine sent =
                RowsIntoEngine.send(
                        engine,
                        database,
                        rows,
                        columns,
                        "create table %s as %%s".formatted(engineTable))) {
            sent.await();
        }
    }

    /**
     * Reads a file back and compares what it holds, value by value, with what is said of it.
     *
     * @throws dev.millrace.schema.failure.PipelineException naming file, column, expected and found
     */
    void compare(TableFile expected, Path file) throws SQLException, IOException {
        ColumnDigests found = rowsOf(file).sumUp(expected.columns());
        FileChecks.sums(expected, file, found.rows(), found.sums());
    }

    private ParquetRows rowsOf(Path file) {
        return new ParquetRows(engine, file, work);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = engine.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String names(List<ColumnForm> columns) {
        return columns.stream().map(ColumnForm::quoted).collect(Collectors.joining(", "));
    }

    private static TableFile described(
            String table, Path file, List<ColumnForm> columns, ColumnDigests passed)
            throws IOException {
        List<ColumnDigests.Sum> summed = passed.sums();
        List<ColumnSum> sums = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ColumnForm column = columns.get(i);
            ColumnDigests.Sum sum = summed.get(i);
            sums.add(
                    new ColumnSum(
                            column.name(),
                            column.type(),
                            column.list(),
                            column.fileType(),
                            sum.nulls(),
                            sum.sha256()));
        }
        force(file);
        return new TableFile(
                table,
                file.getFileName().toString(),
                passed.rows(),
                Files.size(file),
                sha256(file),
                sums);
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = ColumnDigests.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Has the system write it to the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
