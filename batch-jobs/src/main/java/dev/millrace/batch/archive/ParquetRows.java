package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.ColumnSum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of a Parquet file, as the engine reads them, in their order. */
final class ParquetRows {

    /** Two groups of rows as the engine writes them, for a processor each. */
    private static final long PIECE = 2 * 122_880;

    private static final String PIECE_AS_CSV =
            """
            copy (
                select %s from read_parquet(%s, file_row_number = true)
                where file_row_number >= %d and file_row_number < %d
            ) to %s (
                format csv, header false, delimiter ',', quote '"', escape '"', force_quote *,
                nullstr '\\N', use_tmp_file false)
            """;

    private final Connection engine;
    private final Path file;
    private final Path work;

    /**
     * @param work for files that nobody else uses
     */
    ParquetRows(Connection engine, Path file, Path work) {
        this.engine = engine;
        this.file = file;
        this.work = work;
    }

    /** Takes rows as CSV. */
    interface CsvTaker {
        void take(InputStream csv) throws SQLException, IOException;
    }

    /**
     * Sums up the columns, with less work for one that is expected to have no value and has none.
     */
    ColumnDigests sumUp(List<ColumnSum> expected) throws SQLException, IOException {
        List<ColumnForm> columns = expected.stream().map(ColumnSum::form).toList();
        long rows = rows();
        return sumUp(
                columns,
                withoutValues(
                        columns,
                        // The first is always read: a row of CSV has one column at least.
                        IntStream.range(1, columns.size())
                                .filter(i -> expected.get(i).nulls() == rows)
                                .boxed()
                                .toList()));
    }

    /**
     * Sums up the columns.
     *
     * @param empty numbers of those of which it is known that they have no value
     */
    ColumnDigests sumUp(List<ColumnForm> columns, Set<Integer> empty)
            throws SQLException, IOException {
        int[] read = IntStream.range(0, columns.size()).filter(i -> !empty.contains(i)).toArray();
        ColumnDigests digests = new ColumnDigests(columns.size());
        CsvRows texts = new CsvRows(read.length, new Some(read, digests));
        take(IntStream.of(read).mapToObj(columns::get).toList(), csv -> csv.transferTo(texts));
        texts.end();
        for (int column : empty) {
            for (long row = 0; row < digests.rows(); row++) {
                digests.nothing(column);
            }
        }
        return digests;
    }

    /**
     * Passes values on under the numbers that their columns have among all.
     *
     * @param numbers of the columns that come
     */
    private record Some(int[] numbers, Values all) implements Values {

        @Override
        public void value(int column, byte[] bytes, int offset, int length) {
            all.value(numbers[column], bytes, offset, length);
        }

        @Override
        public void nothing(int column) {
            all.nothing(numbers[column]);
        }

        @Override
        public void row() {
            all.row();
        }
    }

    /** Has the rows taken piece by piece: one is taken while the engine makes the next. */
    void take(List<ColumnForm> columns, CsvTaker taker) throws SQLException, IOException {
        long rows = rows();
        @Nullable EngineWork taking = null;
        try {
            for (long from = 0; from < rows; from += PIECE) {
                Path csv = work.resolve("rows-%d.csv".formatted(from / PIECE % 2));
                // Not taken before the engine has ended: until then something can be missing in
                // the middle.
                write(columns, from, csv);
                if (taking != null) {
                    taking.await();
                }
                taking = EngineWork.start(() -> takeAll(csv, taker));
            }
            if (taking != null) {
                taking.await();
            }
        } finally {
            if (taking != null) {
                taking.close();
            }
        }
    }

    private static void takeAll(Path csv, CsvTaker taker) throws SQLException, IOException {
        try (InputStream in = Files.newInputStream(csv)) {
            taker.take(in);
        }
        Files.delete(csv);
    }

    private void write(List<ColumnForm> columns, long from, Path csv)
            throws SQLException, IOException {
        Files.deleteIfExists(csv);
        try (Statement statement = engine.createStatement()) {
            statement.execute(
                    PIECE_AS_CSV.formatted(
                            columns.stream()
                                    .map(c -> c.textInFile() + " as " + c.quoted())
                                    .collect(Collectors.joining(", ")),
                            Engine.text(file.toString()),
                            from,
                            from + PIECE,
                            Engine.text(csv.toString())));
        }
    }

    private Set<Integer> withoutValues(List<ColumnForm> columns, List<Integer> perhaps)
            throws SQLException {
        Set<Integer> empty = new HashSet<>();
        if (perhaps.isEmpty()) {
            return empty;
        }
        String counts =
                perhaps.stream()
                        .map(i -> "count(%s)".formatted(columns.get(i).quoted()))
                        .collect(Collectors.joining(", "));
        try (Statement statement = engine.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select %s from read_parquet(%s)"
                                        .formatted(counts, Engine.text(file.toString())))) {
            row.next();
            for (int i = 0; i < perhaps.size(); i++) {
                if (row.getLong(i + 1) == 0) {
                    empty.add(perhaps.get(i));
                }
            }
        }
        return empty;
    }

    /** Names and types of the columns, as the engine writes them. */
    List<String> types() throws SQLException {
        List<String> types = new ArrayList<>();
        try (Statement statement = engine.createStatement();
                ResultSet row =
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

    private long rows() throws SQLException {
        try (Statement statement = engine.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select num_rows from parquet_file_metadata(%s)"
                                        .formatted(Engine.text(file.toString())))) {
            row.next();
            return row.getLong(1);
        }
    }
}
