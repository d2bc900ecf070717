package dev.millrace.launcher.csvimport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the files are laid out.
 *
 * @param headers the header of each column; a column that is not there has its own name
 * @param categoryIsFirstTag true when there is no category column: the first tag names it
 * @param noTags the text that stands for no tags at all, besides an empty field
 */
public record ImportForm(
        Map<Column, String> headers, boolean categoryIsFirstTag, Optional<String> noTags) {

    public ImportForm {
        Map<Column, String> complete = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            complete.put(column, headers.getOrDefault(column, column.header()));
        }
        headers = Map.copyOf(complete);
    }

    /** The form that the documentation describes. */
    public static ImportForm standard() {
        return new ImportForm(Map.of(), false, Optional.empty());
    }

    /** The files of the MovieLens data sets: {@code movies.csv} and {@code ratings.csv}. */
    public static ImportForm movieLens() {
        return new ImportForm(
                Map.of(
                        Column.COURSE_KEY, "movieId",
                        Column.TAGS, "genres",
                        Column.PERSON_KEY, "userId",
                        Column.COMPLETED_AT, "timestamp"),
                true,
                Optional.of("(no genres listed)"));
    }

    /** The same form with another header for one column. */
    public ImportForm with(Column column, String header) {
        Map<Column, String> changed = new EnumMap<>(headers);
        changed.put(column, header);
        return new ImportForm(changed, categoryIsFirstTag, noTags);
    }

    String header(Column column) {
        return headers.getOrDefault(column, column.header());
    }
}
