package dev.millrace.launcher.rows;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values in PostgreSQL's text form. They are bound without a type, so that the server takes the
 * type of the column or cast they meet: enums, arrays and jsonb need no special care.
 */
final class Literal {

    private Literal() {}

    static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            @Nullable Object value = values[i];
            if (value == null) {
                statement.setNull(i + 1, Types.OTHER);
            } else {
                statement.setObject(i + 1, textOf(value), Types.OTHER);
            }
        }
    }

    static String textOf(Object value) {
        return switch (value) {
            case Collection<?> members ->
                    members.stream()
                            .map(Literal::elementOf)
                            .collect(Collectors.joining(",", "{", "}"));
            case java.time.Instant time -> time.truncatedTo(ChronoUnit.MICROS).toString();
            default -> value.toString();
        };
    }

    private static String elementOf(Object member) {
        String text = textOf(member);
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
