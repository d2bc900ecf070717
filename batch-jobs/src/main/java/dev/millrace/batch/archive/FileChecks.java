package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.ColumnSum;
import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares files with what is said of them; what differs is named with both. */
final class FileChecks {

    private FileChecks() {}

    static void bytes(TableFile expected, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw damaged(file, "it is missing");
        }
        long bytes = Files.size(file);
        if (bytes != expected.bytes()) {
            throw differs(file, "its length is", expected.bytes(), bytes);
        }
        String sum = ParquetTable.sha256(file);
        if (!sum.equals(expected.sha256())) {
            throw differs(file, "its SHA-256 is", expected.sha256(), sum);
        }
    }

    static void types(TableFile expected, Path file, List<String> found) {
        for (int i = 0; i < expected.columns().size(); i++) {
            ColumnSum column = expected.columns().get(i);
            String wanted = column.name() + " " + column.fileType();
            String there = i < found.size() ? found.get(i) : "nothing";
            if (!there.equals(wanted)) {
                throw differs(file, "column %s is".formatted(column.name()), wanted, there);
            }
        }
    }

    static void sums(TableFile expected, Path file, long rows, List<ColumnDigests.Sum> found) {
        if (rows != expected.rows()) {
            throw differs(file, "its rows are", expected.rows(), rows);
        }
        for (int i = 0; i < expected.columns().size(); i++) {
            ColumnSum column = expected.columns().get(i);
            ColumnDigests.Sum sum = found.get(i);
            if (column.nulls() != sum.nulls()) {
                throw differs(
                        file,
                        "column %s has nulls".formatted(column.name()),
                        column.nulls(),
                        sum.nulls());
            }
            if (!column.sha256().equals(sum.sha256())) {
                throw differs(
                        file,
                        "column %s sums up to".formatted(column.name()),
                        column.sha256(),
                        sum.sha256());
            }
        }
    }

    /**
     * Compares the columns of a file with those that a table has now. A column that the table has
     * got since is left to its default, if it has one or may be null.
     *
     * @param table as people name it
     */
    static void schema(
            TableFile file, Path path, String schemaVersion, String table, TableColumns now) {
        Map<String, ColumnForm> columns =
                now.forms().stream().collect(Collectors.toMap(ColumnForm::name, c -> c));
        for (ColumnSum column : file.columns()) {
            ColumnForm there = columns.remove(column.name());
            if (there == null || !there.type().equals(column.type())) {
                throw damagedSchema(
                        path,
                        schemaVersion,
                        column.name(),
                        "%s of %s".formatted(column.type(), table),
                        there == null ? "no such column" : there.type());
            }
        }
        for (ColumnForm added : columns.values()) {
            if (now.needed().contains(added.name())) {
                throw damagedSchema(
                        path,
                        schemaVersion,
                        added.name(),
                        "no such column in " + table,
                        added.type() + " that must have a value");
            }
        }
    }

    private static PipelineException damagedSchema(
            Path file, String version, String column, String expected, String found) {
        return new PipelineException(
                ErrorKind.JOB_FAILED,
                "%s is of another schema (version %s): column %s: expected %s, found %s"
                        .formatted(file, version, column, expected, found));
    }

    static PipelineException damaged(Path file, String how) {
        return new PipelineException(
                ErrorKind.JOB_FAILED, "%s is damaged: %s".formatted(file, how));
    }

    private static PipelineException differs(
            Path file, String what, Object expected, Object found) {
        return damaged(file, "%s %s, expected %s".formatted(what, found, expected));
    }
}
