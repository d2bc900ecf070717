package dev.millrace.batch.archive;

import java.util.List;

/**
 * What the files of a month hold.
 *
 * @param format of manifest and files, {@link #FORMAT}
 * @param table the live table whose month it is
 * @param month its first day, ISO 8601
 * @param exportedAt on the database's clock, ISO 8601 in UTC
 * @param schemaVersion the newest migration of the database
 * @param engine what has written the files
 * @param files one for the table and one for each that left with it
 */
record ArchiveManifest(
        int format,
        String table,
        String month,
        String exportedAt,
        String schemaVersion,
        String engine,
        List<TableFile> files) {

    /** What this program writes and reads. */
    static final int FORMAT = 1;

    ArchiveManifest {
        files = List.copyOf(files);
    }

    /**
     * The rows of a table.
     *
     * @param table its live name
     * @param file in the folder of the month
     * @param rows how many
     * @param bytes length of the file
     * @param sha256 of the file, in hex
     * @param columns in the order of the file
     */
    record TableFile(
            String table,
            String file,
            long rows,
            long bytes,
            String sha256,
            List<ColumnSum> columns) {

        TableFile {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column.
     *
     * @param name of the column
     * @param type in PostgreSQL
     * @param list whether it is a list in the file
     * @param fileType its type in the file
     * @param nulls how many values are null
     * @param sha256 of its values in the order of the rows, in hex
     */
    record ColumnSum(
            String name, String type, boolean list, String fileType, long nulls, String sha256) {

        ColumnForm form() {
            return new ColumnForm(name, type, list);
        }
    }

    long rows() {
        return files.stream().mapToLong(TableFile::rows).sum();
    }

    long bytes() {
        return files.stream().mapToLong(TableFile::bytes).sum();
    }
}
