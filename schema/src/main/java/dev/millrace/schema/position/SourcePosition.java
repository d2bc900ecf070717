package dev.millrace.schema.position;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/**
 * How far the changes of one replication slot are in the topics. Ingest writes it in the same Kafka
 * transaction as the changes, so whoever reads committed records sees both or neither.
 *
 * @param slot the replication slot
 * @param systemIdentifier of the PostgreSQL cluster that the positions belong to
 * @param timeline of that cluster when the position was written
 * @param phase whether the slot is there
 * @param commitLsn end of the last transaction whose changes are all published; zero in phase
 *     {@link Phase#SNAPSHOT}. Rows that were there before the slot are in the topics as far as
 *     {@code ops.table_snapshots} says
 * @param commitMicros when that transaction committed, microseconds since 1970-01-01 UTC; at first,
 *     when the slot was made
 * @param open the next transaction, when a part of it is published too
 * @param commits transactions published whole since the slot was made
 */
public record SourcePosition(
        String slot,
        String systemIdentifier,
        int timeline,
        Phase phase,
        Lsn commitLsn,
        long commitMicros,
        Optional<OpenTransaction> open,
        long commits) {

    /** A position from which commits are counted anew. */
    public SourcePosition(
            String slot,
            String systemIdentifier,
            int timeline,
            Phase phase,
            Lsn commitLsn,
            long commitMicros,
            Optional<OpenTransaction> open) {
        this(slot, systemIdentifier, timeline, phase, commitLsn, commitMicros, open, 0);
    }

    /** What comes next. */
    public enum Phase {
        /** The slot is being made; whatever slot is there may be dropped. */
        SNAPSHOT,
        /** The log goes on from the commit LSN. */
        STREAMING
    }

    /**
     * A transaction of which only a part is published.
     *
     * @param xid its id in the source
     * @param published how many of its changes, from its first on, are in the topics
     */
    public record OpenTransaction(long xid, long published) {

        public OpenTransaction {
            if (published < 0) {
                throw new IllegalArgumentException(published + " changes published");
            }
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The position after a transaction that is published whole. */
    public SourcePosition committed(Lsn endLsn, long endMicros) {
        return new SourcePosition(
                slot,
                systemIdentifier,
                timeline,
                Phase.STREAMING,
                endLsn,
                endMicros,
                Optional.empty(),
                commits + 1);
    }

    /** The position inside the transaction that follows. */
    public SourcePosition within(OpenTransaction transaction) {
        return new SourcePosition(
                slot,
                systemIdentifier,
                timeline,
                phase,
                commitLsn,
                commitMicros,
                Optional.of(transaction),
                commits);
    }

    /** The value of a record in the position topic; its key is the slot's name. */
    public byte[] toBytes() {
        ObjectNode json =
                JSON.createObjectNode()
                        .put("slot", slot)
                        .put("system", systemIdentifier)
                        .put("timeline", timeline)
                        .put("phase", phase == Phase.SNAPSHOT ? "snapshot" : "streaming")
                        .put("commit-lsn", commitLsn.toString())
                        .put("commit-us", commitMicros)
                        .put("commits", commits);
        open.ifPresent(transaction ->
                json.put("open-xid", transaction.xid())
                        .put("open-published", transaction.published()));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("position cannot be written", e);
        }
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException when the bytes are something else
     */
    public static SourcePosition fromBytes(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            return new SourcePosition(
                    json.required("slot").asText(),
                    json.required("system").asText(),
                    json.required("timeline").asInt(),
                    json.required("phase").asText().equals("snapshot")
                            ? Phase.SNAPSHOT
                            : Phase.STREAMING,
                    Lsn.parse(json.required("commit-lsn").asText()),
                    json.required("commit-us").asLong(),
                    json.has("open-xid")
                            ? Optional.of(
                                    new OpenTransaction(
                                            json.required("open-xid").asLong(),
                                            json.required("open-published").asLong()))
                            : Optional.empty(),
                    // A release that did not count has left positions without it.
                    json.path("commits").asLong(0));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a source position", e);
        }
    }
}
