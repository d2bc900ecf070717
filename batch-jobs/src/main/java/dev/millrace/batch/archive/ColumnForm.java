package dev.millrace.batch.archive;

import java.util.Set;
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

    private static final Pattern SENT_AS_TEXT =
            Pattern.compile("text|json|character varying(\\(\\d+\\))?|character\\(\\d+\\)");
    private static final Set<String> OWN_CAST = Set.of("inet", "cidr", "name", "\"char\"");

    private static final String LIST = "VARCHAR[]";
    private static final String WITH_ZONE = "TIMESTAMP WITH TIME ZONE";

    private static final String FROM_MICROS =
            "case %%s when "
                    + SentMoment.INFINITY
                    + " then cast('infinity' as %s) when -"
                    + SentMoment.INFINITY
                    + " then cast('-infinity' as %s) else %s(%%s) end";

    // What DuckDB itself does, with a calendar for any zone, takes twice as long.
    private static final String WITH_ZONE_AS_TEXT =
            "case when isfinite(%s) then cast(make_timestamp(epoch_us(%s)) as VARCHAR) || '+00'"
                    + " else cast(%s as VARCHAR) end";

    /** How a value travels to DuckDB. */
    enum Carrier {
        TEXT,
        HEX,
        WHOLE_NUMBER,
        MICROS,
        MICROS_WITH_ZONE
    }

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
            case "timestamp with time zone" -> WITH_ZONE;
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

    /**
     * What PostgreSQL sends of the value in its binary format: what it holds, where {@link
     * #carrier} is no text, and otherwise the text that it writes.
     */
    String sent() {
        if (list) {
            return "to_json(t.%s)::text".formatted(quoted());
        }
        if (carrier() != Carrier.TEXT || SENT_AS_TEXT.matcher(type).matches()) {
            return "t." + quoted();
        }
        // Their casts to text are others than what they write.
        return OWN_CAST.contains(type)
                ? "case when t.%1$s is not null then format('%%s', t.%1$s) end".formatted(quoted())
                : "t.%s::text".formatted(quoted());
    }

    /** The value, as PostgreSQL makes it from the text. */
    String valueInDatabase() {
        return list
                ? "case when t.%1$s is not null then array(select json_array_elements_text(t.%1$s::json))::%2$s end"
                        .formatted(quoted(), type)
                : "t.%s::%s".formatted(quoted(), type);
    }

    /** In what form values are handed to DuckDB. */
    Carrier carrier() {
        return switch (fileType()) {
            case "UUID" -> Carrier.HEX;
            case "SMALLINT", "INTEGER", "BIGINT" -> Carrier.WHOLE_NUMBER;
            case "TIMESTAMP" -> Carrier.MICROS;
            case WITH_ZONE -> Carrier.MICROS_WITH_ZONE;
            default -> Carrier.TEXT;
        };
    }

    /** The value, as DuckDB makes it from what it was handed. */
    String valueInFile() {
        String value =
                switch (carrier()) {
                    case TEXT ->
                            list
                                    ? "from_json(%s, '[\"VARCHAR\"]')"
                                    : "cast(%s as " + fileType() + ")";
                    case HEX -> "cast(unhex(%s) as UUID)";
                    case WHOLE_NUMBER -> "cast(%s as " + fileType() + ")";
                    case MICROS -> FROM_MICROS.formatted(fileType(), fileType(), "make_timestamp");
                    case MICROS_WITH_ZONE ->
                            FROM_MICROS.formatted(fileType(), fileType(), "make_timestamptz");
                };
        return value.replace("%s", quoted());
    }

    /** The text, as DuckDB makes it from the value. */
    String textInFile() {
        String text =
                list
                        ? "cast(to_json(%s) as VARCHAR)"
                        : switch (carrier()) {
                            case MICROS_WITH_ZONE -> WITH_ZONE_AS_TEXT;
                            default -> "cast(%s as VARCHAR)";
                        };
        return text.replace("%s", quoted());
    }
}
