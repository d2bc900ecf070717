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
import java.util.stream.Collectors;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.postgresql.PGConnection;

/**
 * Moves rows between PostgreSQL and a Parquet file, and sums up what a file holds. Rows leave both
 * as CSV, in which every value is in quotes and null is not.
 */
final class ParquetTable {

    private static final String CSV = "rows.csv";

    // The lowest level: beyond it files hardly become smaller, and take longer.
    private static final String FORMAT = "format parquet, compression zstd, compression_level 1";

    private final Connection engine;
    private final Path work;

    private int streams;

    /**
     * @param work for files that only this object uses
     */
    ParquetTable(Connection engine, Path work) {
        this.engine = engine;
        this.work = work;
    }

    /**
     * What has travelled.
     *
     * @param rows how many
     * @param sums of the columns
     */
    private record Passed(long rows, List<ColumnDigests.Sum> sums) {}

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
        Passed sent =
                fromDatabase(
                        database,
                        rows,
                        columns,
                        "copy (%%s) to %s (%s)"
                                .formatted(
                                        Engine.text(file.toString()).replace("%", "%%"), FORMAT));
        return described(table, file, columns, sent);
    }

    /**
     * Writes what a query of the engine gives into a new file, whose columns are those of the
     * query.
     */
    TableFile rewrite(String table, String query, List<ColumnForm> columns, Path file)
            throws SQLException, IOException {
        execute("copy (%s) to %s (%s)".formatted(query, Engine.text(file.toString()), FORMAT));
        return described(table, file, columns, readBack(file, columns));
    }

    /**
     * Compares a file with what is said of it, byte for byte and value by value.
     *
     * @throws dev.millrace.schema.failure.PipelineException naming file, column, expected and found
     */
    void verify(TableFile expected, Path file) throws SQLException, IOException {
        FileChecks.bytes(expected, file);
        FileChecks.types(expected, file, types(file));
        compare(expected, file);
    }

    /** Loads a verified file's rows, as texts, into a table of PostgreSQL that has its columns. */
    void intoDatabase(Connection database, String table, List<ColumnForm> columns, Path file)
            throws SQLException, IOException {
        readBack(file, columns);
        try (InputStream in = Files.newInputStream(work.resolve(CSV))) {
            database.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy %s (%s) from stdin (format csv, null '\\N')"
                                    .formatted(table, names(columns)),
                            in,
                            1 << 16);
        }
    }

    /** Loads rows of PostgreSQL into a new table of the engine. */
    void intoEngine(Connection database, String rows, List<ColumnForm> columns, String engineTable)
            throws SQLException, IOException {
        fromDatabase(database, rows, columns, "create table %s as %%s".formatted(engineTable));
    }

    /**
     * Reads a file back and compares what it holds, value by value, with what is said of it.
     *
     * @throws dev.millrace.schema.failure.PipelineException naming file, column, expected and found
     */
    void compare(TableFile expected, Path file) throws SQLException, IOException {
        List<ColumnForm> columns = expected.columns().stream().map(ColumnSum::form).toList();
        Passed found = readBack(file, columns);
        FileChecks.sums(expected, file, found.rows(), found.sums());
    }

    /**
     * Has the engine take rows of PostgreSQL while they come.
     *
     * @param statement of the engine, with {@code %s} where the query of the rows goes
     */
    private Passed fromDatabase(
            Connection database, String rows, List<ColumnForm> columns, String statement)
            throws SQLException, IOException {
        RowBatches batches = new RowBatches(columns.stream().map(ColumnForm::name).toList());
        streams++;
        String function = "rows_of_database_" + streams;
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(function).withFunction(batches.function()).register(engine);
        }
        String query =
                "select %s from %s()"
                        .formatted(
                                columns.stream()
                                        .map(c -> c.valueInFile() + " as " + c.quoted())
                                        .collect(Collectors.joining(", ")),
                                function);
        ColumnDigests digests = new ColumnDigests(columns.size(), batches);
        try (EngineWork taker =
                EngineWork.start(engine, statement.formatted(query), batches::abandon)) {
            try {
                copyOut(database, rows, columns, digests);
                batches.end();
            } catch (SQLException | IOException | RuntimeException e) {
                batches.breakOff();
                throw e;
            }
            taker.await();
        }
        return new Passed(digests.rows(), digests.sums());
    }

    private static void copyOut(
            Connection database, String rows, List<ColumnForm> columns, OutputStream out)
            throws SQLException, IOException {
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "copy (select %s from %s) to stdout (format csv, null '\\N', force_quote *)"
                                .formatted(
                                        columns.stream()
                                                .map(ColumnForm::textInDatabase)
                                                .collect(Collectors.joining(", ")),
                                        rows),
                        out);
    }

    private Passed readBack(Path file, List<ColumnForm> columns) throws SQLException, IOException {
        Path csv = work.resolve(CSV);
        Files.deleteIfExists(csv);
        ColumnDigests digests = new ColumnDigests(columns.size());
        execute(
                "copy (select %s from read_parquet(%s)) to %s (format csv, header false, delimiter ',', quote '\"', escape '\"', force_quote *, nullstr '\\N', use_tmp_file false)"
                        .formatted(
                                columns.stream()
                                        .map(c -> c.textInFile() + " as " + c.quoted())
                                        .collect(Collectors.joining(", ")),
                                Engine.text(file.toString()),
                                Engine.text(csv.toString())));
        // Not before the engine has ended: until then something can be missing in the middle.
        try (InputStream in = Files.newInputStream(csv)) {
            in.transferTo(digests);
        }
        return new Passed(digests.rows(), digests.sums());
    }

    private List<String> types(Path file) throws SQLException {
        List<String> types = new ArrayList<>();
        try (Statement statement = engine.createStatement();
                var row =
                        statement.executeQuery(
                                "describe select * from read_parquet(%s)"
                                        .formatted(Engine.text(file.toString())))) {
            while (row.next()) {
                types.add(row.getString(1) + " " + row.getString(2));
            }
        } catch (SQLException e) {
            throw FileChecks.damaged(file, "it cannot be read: " + e.getMessage());
        }
        return types;
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
            String table, Path file, List<ColumnForm> columns, Passed passed) throws IOException {
        List<ColumnSum> sums = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ColumnForm column = columns.get(i);
            ColumnDigests.Sum sum = passed.sums().get(i);
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
