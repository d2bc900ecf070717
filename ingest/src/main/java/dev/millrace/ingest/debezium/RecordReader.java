package dev.millrace.ingest.debezium;

import dev.millrace.ingest.log.ArchivedRows;
import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Reads Debezium's records as entries of the log. For one thread. */
final class RecordReader {

    private static final String TRANSACTIONS = "transaction";
    private static final String MESSAGES = "message";

    private record KnownShape(Schema schema, TableShape shape) {}

    private final Map<String, TableShape> checked;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final Consumer<CapturedTable> changed;
    private final Map<String, KnownShape> shapes = new HashMap<>();
    private final ArchivedRows archived = new ArchivedRows();

    /**
     * @param checked the tables' shapes as they were checked at the start
     * @param forms the form of a type, by its OID
     * @param changed told before the first row that has other columns than before; throws when the
     *     table cannot be captured any more
     */
    RecordReader(
            List<TableShape> checked,
            IntFunction<Optional<ColumnForm>> forms,
            Consumer<CapturedTable> changed) {
        this.checked =
                checked.stream()
                        .collect(
                                Collectors.toMap(
                                        shape -> shape.table().qualifiedName(),
                                        Function.identity()));
        this.forms = forms;
        this.changed = changed;
    }

    /**
     * The entry that this record means; empty when it is of no row that anybody downstream is told.
     *
     * @throws PipelineException {@link ErrorKind#TABLE_UNCAPTURABLE} for a truncated table and for
     *     a column of a type without a written form
     */
    Optional<LogEntry> read(SourceRecord record) {
        Struct value = (Struct) record.value();
        Map<String, ?> offset = record.sourceOffset();
        // The topic's name is <prefix>.<schema>.<table>, or <prefix>.transaction, or
        // <prefix>.message.
        String name = record.topic().substring(record.topic().indexOf('.') + 1);
        if (name.equals(TRANSACTIONS)) {
            return Optional.of(ofTransaction(value, offset));
        }
        if (name.equals(MESSAGES)) {
            archived.message(value.getStruct("message").getString("prefix"));
            return Optional.empty();
        }
        Operation operation = operation(name, value.getString("op"));
        Struct row = value.getStruct(operation == Operation.DELETED ? "before" : "after");
        RowImage image = image(name, row);
        return archived.isMove(operation, image.shape().table())
                ? Optional.empty()
                : Optional.of(
                        new LogEntry.Change(
                                operation,
                                image,
                                new Lsn(number(offset, "lsn")),
                                number(offset, "txId"),
                                number(offset, "ts_usec")));
    }

    private LogEntry ofTransaction(Struct value, Map<String, ?> offset) {
        long xid = number(offset, "txId");
        if (isBegin(value)) {
            archived.begin();
            return new LogEntry.Begin(xid);
        }
        return new LogEntry.Commit(
                xid, new Lsn(number(offset, "lsn_commit")), number(offset, "ts_usec"));
    }

    private static boolean isBegin(Struct value) {
        return "BEGIN".equals(value.getString("status"));
    }

    private static long number(Map<String, ?> offset, String key) {
        if (offset.get(key) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("a record of the log has no " + key);
    }

    private static Operation operation(String table, String code) {
        return switch (code) {
            case "c" -> Operation.CREATED;
            case "u" -> Operation.UPDATED;
            case "d" -> Operation.DELETED;
            case "t" ->
                    throw new PipelineException(
                            ErrorKind.TABLE_UNCAPTURABLE,
                            table
                                    + " was truncated, which the log tells without its rows: the topic"
                                    + " still holds them; put the refusing trigger back, then take a"
                                    + " new snapshot");
            default -> throw new IllegalStateException("operation " + code + " of " + table);
        };
    }

    // The mark is no text that a value could have: it is this very object.
    @SuppressWarnings("ReferenceEquality")
    private RowImage image(String tableName, Struct row) {
        TableShape shape = shape(tableName, row.schema());
        List<Field> fields = row.schema().fields();
        @Nullable String[] texts = new String[fields.size()];
        int missing = -1;
        for (int place = 0; place < texts.length; place++) {
            // Plain get() would give the column's default for a null.
            String text = (String) row.getWithoutDefault(fields.get(place).name());
            if (text == ColumnTexts.NOT_GIVEN) {
                missing = missing < 0 ? place : missing;
            } else {
                texts[place] = text;
            }
        }
        return missing < 0 ? new RowImage(shape, texts) : RowImage.lacking(shape, texts, missing);
    }

    // Debezium keeps a table's schema until the table changes; comparing contents would take long.
    @SuppressWarnings("ReferenceEquality")
    private TableShape shape(String tableName, Schema schema) {
        KnownShape known = shapes.get(tableName);
        if (known != null && known.schema() == schema) {
            return known.shape();
        }
        TableShape before = known == null ? checked.get(tableName) : known.shape();
        if (before == null) {
            throw new IllegalStateException(tableName + " is not captured");
        }
        List<TableShape.Column> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            columns.add(new TableShape.Column(field.name(), form(tableName, field)));
        }
        if (!columns.equals(before.columns())) {
            changed.accept(before.table());
        }
        TableShape shape = new TableShape(before.table(), columns);
        shapes.put(tableName, new KnownShape(schema, shape));
        return shape;
    }

    private ColumnForm form(String tableName, Field field) {
        int oid = Integer.parseInt(field.schema().parameters().get(ColumnTexts.TYPE_OID));
        return forms.apply(oid)
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.TABLE_UNCAPTURABLE,
                                "column "
                                        + tableName
                                        + "."
                                        + field.name()
                                        + " has a type without a written form"));
    }
}
