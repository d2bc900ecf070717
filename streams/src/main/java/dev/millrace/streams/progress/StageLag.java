package dev.millrace.streams.progress;

/**
 * How many records each stage of a store is behind. Markers of transactions count like records
 * while a stage is moving, so these are upper limits; at rest they are exact.
 *
 * @param source records of capture topics that the application has not processed
 * @param internal records between the parts of the application
 * @param table records of the derived topic that are not in the table
 */
public record StageLag(long source, long internal, long table) {

    public long total() {
        return source + internal + table;
    }
}
