package dev.millrace.batch.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column in its three forms: a type of PostgreSQL, a type of the file, and the text in which its
 * values travel between them. What the file has no type for that holds every value is kept as the
 * text that PostgreSQL writes.
 *
 * @param name of the column
 * @param type as {@code format_type} names it
 * @param list whether it is an array of texts or of an enumeration
 */
record ColumnForm(String name, String type, boolean list) {

    private static final Pattern DECIMAL = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");
    private static final int LONGEST_DECIMAL = 38;
    private static final String LIST = "VARCHAR[]";

    /** The name as SQL writes it. */
    String quoted() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The type in the file, as DuckDB names it. */
    String fileType() {
        if (list) {
            return LIST;
        }
        return switch (type) {
            case "uuid" -> "UUID";
            case "boolean" -> "BOOLEAN";
            case "smallint" -> "SMALLINT";
            case "integer" -> "INTEGER";
            case "bigint" -> "BIGINT";
            case "date" -> "DATE";
            case "timestamp with time zone" -> "TIMESTAMP WITH TIME ZONE";
            case "timestamp without time zone" -> "TIMESTAMP";
            case "json", "jsonb" -> "JSON";
            default -> decimal();
        };
    }

    private String decimal() {
        Matcher matcher = DECIMAL.matcher(type);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) <= LONGEST_DECIMAL
                ? "DECIMAL(%s,%s)".formatted(matcher.group(1), matcher.group(2))
                : "VARCHAR";
    }

    /** The text, as PostgreSQL makes it from the value. */
    String textInDatabase() {
        if (list) {
            return "to_json(t.%s)::text".formatted(quoted());
        }
        // COPY writes one letter for a boolean.
        return "boolean".equals(type) ? "t." + quoted() + "::text" : "t." + quoted();
    }

    /** The value, as PostgreSQL makes it from the text. */
    String valueInDatabase() {
        return list
                ? "case when t.%1$s is not null then array(select json_array_elements_text(t.%1$s::json))::%2$s end"
                        .formatted(quoted(), type)
                : "t.%s::%s".formatted(quoted(), type);
    }

    /** The value, as DuckDB makes it from the text. */
    String valueInFile() {
        return list
                ? "from_json(%s, '[\"VARCHAR\"]')".formatted(quoted())
                : "cast(%s as %s)".formatted(quoted(), fileType());
    }

    /** The text, as DuckDB makes it from the value. */
    String textInFile() {
        return list
                ? "cast(to_json(%s) as VARCHAR)".formatted(quoted())
                : "cast(%s as VARCHAR)".formatted(quoted());
    }
}
