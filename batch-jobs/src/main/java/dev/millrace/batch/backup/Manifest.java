package dev.millrace.batch.backup;

import java.util.List;

/**
 * What a backup holds, all of one moment.
 *
 * @param takenAt that moment, on the database's clock, ISO 8601 in UTC
 * @param server version of the PostgreSQL that it was taken from
 * @param schemaVersion the newest migration
 * @param lsn end of the log at that moment
 * @param tables every table with its rows
 * @param months monthly partitions
 * @param sequences where sequences stood
 * @param oracles what the oracles said, but those that depend on the clock
 */
record Manifest(
        String takenAt,
        String server,
        String schemaVersion,
        String lsn,
        List<TableFile> tables,
        List<Month> months,
        List<SequenceValue> sequences,
        List<Fingerprint> oracles) {

    Manifest {
        tables = List.copyOf(tables);
        months = List.copyOf(months);
        sequences = List.copyOf(sequences);
        oracles = List.copyOf(oracles);
    }

    /**
     * A table's rows, as COPY writes them in text form, compressed with gzip.
     *
     * @param table qualified name
     * @param columns in the order of the file
     * @param file inside the backup's folder
     * @param rows how many
     * @param bytes length of the file
     * @param sha256 of the file, in hex
     */
    record TableFile(
            String table, List<String> columns, String file, long rows, long bytes, String sha256) {

        TableFile {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A monthly partition.
     *
     * @param table the partitioned table
     * @param firstDay of the month, ISO 8601
     */
    record Month(String table, String firstDay) {}

    /**
     * A sequence that has been used.
     *
     * @param sequence qualified name
     * @param value the last one that it gave
     */
    record SequenceValue(String sequence, long value) {}

    /**
     * What a view showed, whatever the order of its rows.
     *
     * @param view qualified name
     * @param rows how many
     * @param sum of hashes of the rows
     */
    record Fingerprint(String view, long rows, String sum) {}

    /** Rows of all tables. */
    long rows() {
        return tables.stream().mapToLong(TableFile::rows).sum();
    }
}
