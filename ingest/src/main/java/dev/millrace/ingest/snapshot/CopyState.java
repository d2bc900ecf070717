package dev.millrace.ingest.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.topics.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How far the copy of a table is, kept in Kafka with the rows.
 *
 * @param request which copy
 * @param stage what is done next
 * @param after the key up to which the stage's relation is copied, as PostgreSQL prints its values;
 *     empty at the beginning
 * @param rowsCopied rows that are durable
 * @param rowsSetAside rows that are dead letters, durably
 * @param rowsRemoved keys that were removed from the topic
 * @param sweep where the look for keys that the table does not hold goes on, by partition
 * @param sweepEnds where it ends: the ends of the topic when the copy began
 */
record CopyState(
        UUID request,
        Stage stage,
        List<String> after,
        long rowsCopied,
        long rowsSetAside,
        long rowsRemoved,
        Map<Integer, Long> sweep,
        Map<Integer, Long> sweepEnds) {

    /** The stages of a copy, in order. A row in the archive and the table ends as the table's. */
    enum Stage {
        ARCHIVE,
        TABLE,
        SWEEP,
        DONE
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<Integer, Long>> OFFSETS = new TypeReference<>() {};

    CopyState {
        after = List.copyOf(after);
        sweep = Map.copyOf(sweep);
        sweepEnds = Map.copyOf(sweepEnds);
    }

    /**
     * Before anything is copied.
     *
     * @param archived whether archived rows come first
     * @param begins where the table's topic begins, by partition
     * @param ends what the topic holds up to here may be gone from the table, by partition; empty
     *     where nothing is to be looked through
     */
    static CopyState beginning(
            UUID request, boolean archived, Map<Integer, Long> begins, Map<Integer, Long> ends) {
        boolean isEmpty = ends.equals(begins);
        return new CopyState(
                request,
                archived ? Stage.ARCHIVE : Stage.TABLE,
                List.of(),
                0,
                0,
                0,
                isEmpty ? Map.of() : begins,
                isEmpty ? Map.of() : ends);
    }

    /** Before a single row is copied; then its key is looked for in one step. */
    static CopyState ofOneRow(UUID request, boolean archived) {
        return beginning(request, archived, Map.of(0, 0L), Map.of(0, 1L));
    }

    /** Names the copies of a table from one slot. */
    static String key(String slot, CapturedTable table) {
        return slot + "/" + table.qualifiedName();
    }

    /** Says that the copy of a table is here. */
    ProducerRecord<byte[], byte[]> record(String slot, CapturedTable table) {
        return new ProducerRecord<>(
                Topics.ingestSnapshots().name(), key(slot, table).getBytes(UTF_8), toBytes());
    }

    /** After more rows of the stage's relation. */
    CopyState copied(long rows, long setAside, List<String> lastKey) {
        return new CopyState(
                request,
                stage,
                lastKey,
                rowsCopied + rows,
                rowsSetAside + setAside,
                rowsRemoved,
                sweep,
                sweepEnds);
    }

    /** After more of the topic was looked through. */
    CopyState swept(long removed, Map<Integer, Long> next) {
        return new CopyState(
                request,
                stage,
                after,
                rowsCopied,
                rowsSetAside,
                rowsRemoved + removed,
                next,
                sweepEnds);
    }

    /** At the beginning of the next stage. */
    CopyState stageDone() {
        Stage next =
                switch (stage) {
                    case ARCHIVE -> Stage.TABLE;
                    case TABLE -> sweepEnds.isEmpty() ? Stage.DONE : Stage.SWEEP;
                    case SWEEP, DONE -> Stage.DONE;
                };
        return new CopyState(
                request, next, List.of(), rowsCopied, rowsSetAside, rowsRemoved, sweep, sweepEnds);
    }

    boolean isSwept() {
        return sweepEnds.entrySet().stream()
                .allMatch(end -> sweep.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    byte[] toBytes() {
        ObjectNode json =
                JSON.createObjectNode()
                        .put("request", request.toString())
                        .put("stage", stage.name())
                        .put("copied", rowsCopied)
                        .put("set-aside", rowsSetAside)
                        .put("removed", rowsRemoved);
        json.set("after", JSON.valueToTree(after));
        json.set("sweep", JSON.valueToTree(sweep));
        json.set("sweep-ends", JSON.valueToTree(sweepEnds));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("state of a copy cannot be written", e);
        }
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException when the bytes are something else
     */
    static CopyState fromBytes(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            return new CopyState(
                    UUID.fromString(json.required("request").asText()),
                    Stage.valueOf(json.required("stage").asText()),
                    JSON.convertValue(json.required("after"), new TypeReference<>() {}),
                    json.required("copied").asLong(),
                    // Absent where a copy was interrupted before this was counted.
                    json.path("set-aside").asLong(0),
                    json.required("removed").asLong(),
                    JSON.convertValue(json.required("sweep"), OFFSETS),
                    JSON.convertValue(json.required("sweep-ends"), OFFSETS));
        } catch (IOException e) {
            throw new IllegalArgumentException("not the state of a copy", e);
        }
    }
}
