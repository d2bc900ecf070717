package dev.millrace.ingest.request;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Which dead letters a copy of a row answers: all of the row's, whoever set them aside. A store
 * that could not read a record of a capture topic reads the copied row as any other change. What a
 * table writer could not write comes from the store itself; no row of a source table is that.
 *
 * @param rows the rows to bring, each once
 * @param refusals letters that no copied row answers
 */
public record ReplayPlan(List<Row> rows, List<Refusal> refusals) {

    /** A row and the letters that it answers. */
    public record Row(CapturedTable table, RowKey key, List<LetterPlace> letters) {}

    /** A letter that cannot be answered in this way, and what is the way. */
    public record Refusal(LetterPlace letter, String reason) {}

    private record Target(CapturedTable table, RowKey key) {}

    public ReplayPlan {
        rows = List.copyOf(rows);
        refusals = List.copyOf(refusals);
    }

    /**
     * Plans the answers.
     *
     * @param tables the captured tables
     */
    public static ReplayPlan of(List<Kept> letters, List<CapturedTable> tables) {
        Map<Target, List<LetterPlace>> rows = new LinkedHashMap<>();
        List<Refusal> refusals = new ArrayList<>();
        for (Kept kept : letters) {
            Optional<CapturedTable> table = tableOf(kept.letter().origin(), tables);
            if (table.isEmpty()) {
                refusals.add(new Refusal(kept.place(), withoutTable(kept.letter().origin())));
                continue;
            }
            Optional<RowKey> key =
                    keyOf(kept.letter()).filter(k -> k.values().size() == table.get().key().size());
            if (key.isEmpty()) {
                refusals.add(
                        new Refusal(
                                kept.place(),
                                "its key cannot be read: ./millrace ingest snapshot %s copies the whole table"
                                        .formatted(table.get().qualifiedName())));
                continue;
            }
            rows.computeIfAbsent(new Target(table.get(), key.get()), target -> new ArrayList<>())
                    .add(kept.place());
        }
        return new ReplayPlan(
                rows.entrySet().stream()
                        .map(row ->
                                new Row(row.getKey().table(), row.getKey().key(), row.getValue()))
                        .toList(),
                refusals);
    }

    private static Optional<CapturedTable> tableOf(Origin origin, List<CapturedTable> tables) {
        return tables.stream()
                .filter(table ->
                        switch (origin) {
                            case Origin.Source row -> row.table().equals(table.qualifiedName());
                            case Origin.Record record ->
                                    record.topic().equals(Topics.capture(table).name());
                        })
                .findFirst();
    }

    private static String withoutTable(Origin origin) {
        return switch (origin) {
            case Origin.Source row -> "table " + row.table() + " is not captured any more";
            case Origin.Record record ->
                    "a record of "
                            + record.topic()
                            + " is no row of a table: a rebuild of the store is the way";
        };
    }

    private static Optional<RowKey> keyOf(DeadLetter letter) {
        try {
            return letter.key().map(key -> RowKeySerde.fromBytes(key.get()));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }
}
