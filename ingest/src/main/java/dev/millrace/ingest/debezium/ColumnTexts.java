package dev.millrace.ingest.debezium;

import dev.millrace.ingest.rows.FloatText;
import dev.millrace.ingest.rows.TimestampText;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgArray;

/**
 * Turns every value that Debezium decoded back into PostgreSQL's text, timestamps into their
 * canonical text, so that log and snapshot are written by the same code. Debezium's own mapping of
 * types is not used: it loses some values ({@code 24:00:00}) and hides others behind placeholders.
 */
public final class ColumnTexts implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /**
     * Stands for an unchanged value that is stored out of line and that the log does not give; told
     * from every other text by its identity.
     */
    @SuppressWarnings("StringOperationCanBeSimplified")
    static final String NOT_GIVEN = new String("not given");

    /** Schema parameter that holds the column's type OID. */
    static final String TYPE_OID = "millrace.type-oid";

    @Override
    public void configure(Properties properties) {}

    @Override
    public void converterFor(
            RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        // Debezium also converts the column's default, given in classes that no value comes in.
        Object defaultValue = column.defaultValue();
        registration.register(
                SchemaBuilder.string()
                        .optional()
                        .parameter(TYPE_OID, Integer.toString(column.nativeType())),
                value -> textOf(value, defaultValue, column));
    }

    private static @Nullable String textOf(
            @Nullable Object value, @Nullable Object defaultValue, RelationalColumn column) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean flag -> flag ? "t" : "f";
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case SpecialValueDecimal number -> textOf(number);
            case OffsetDateTime time -> textOf(time);
            case Instant time -> textOf(time);
            case LocalDate date -> textOf(date);
            case PgArray array -> array.toString();
            case Float number -> FloatText.of(number);
            case Double number -> FloatText.of(number);
            case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
            default -> {
                if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
                    yield NOT_GIVEN;
                }
                if (value.equals(defaultValue)) {
                    yield "";
                }
                throw unwritable(value, column);
            }
        };
    }

    private static String textOf(SpecialValueDecimal number) {
        if (number.getDecimalValue().isPresent()) {
            return number.getDecimalValue().get().toPlainString();
        }
        double special = number.toDouble();
        return Double.toString(special);
    }

    private static String textOf(OffsetDateTime time) {
        if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)) {
            return "infinity";
        }
        if (time.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)) {
            return "-infinity";
        }
        return time.toInstant().toString();
    }

    private static String textOf(Instant time) {
        if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
            return "infinity";
        }
        if (time.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)) {
            return "-infinity";
        }
        String canonical = time.toString();
        return canonical.substring(0, canonical.length() - 1);
    }

    private static String textOf(LocalDate date) {
        if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
            return "infinity";
        }
        if (date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
            return "-infinity";
        }
        return TimestampText.ofDate(date);
    }

    private static ConversionException unwritable(Object value, RelationalColumn column) {
        return new ConversionException(
                new PipelineException(
                        ErrorKind.TABLE_UNCAPTURABLE,
                        "column "
                                + column.dataCollection()
                                + "."
                                + column.name()
                                + " of type "
                                + column.typeName()
                                + " was decoded as "
                                + value.getClass().getName()
                                + ", which has no written form"));
    }

    /** Debezium keeps only the cause of what a converter throws. */
    private static final class ConversionException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ConversionException(PipelineException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
