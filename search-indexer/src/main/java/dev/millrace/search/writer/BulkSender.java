package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.search.connection.SearchFaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends changes to one index in one request and reads what became of each. */
final class BulkSender {

    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final String MISSING = "index_not_found_exception";

    private final ElasticsearchClient client;
    private final String index;

    BulkSender(ElasticsearchClient client, String index) {
        this.client = client;
        this.index = index;
    }

    /** What became of a change. */
    sealed interface Outcome {
        /** The index holds it, or something newer. */
        record Settled(boolean superseded) implements Outcome {}

        /** It may succeed later. */
        record Again(String reason) implements Outcome {}

        /** It never will. */
        record Refused(String reason) implements Outcome {}
    }

    /**
     * Sends the changes.
     *
     * @return an outcome for each, in their order
     * @throws PipelineException when the whole request failed; any of the changes may have been
     *     applied
     */
    List<Outcome> send(List<DocumentChange> changes) {
        BulkRequest.Builder request = new BulkRequest.Builder().index(index);
        changes.forEach(change ->
                request.operations(o ->
                        o.index(i ->
                                i.id(change.id())
                                        .version(change.version())
                                        .versionType(VersionType.External)
                                        .document(
                                                BinaryData.of(
                                                        change.json(),
                                                        ContentType.APPLICATION_JSON)))));
        BulkResponse response;
        try {
            response = client.bulk(request.build());
        } catch (ElasticsearchException e) {
            if (e.status() == TOO_LARGE) {
                return tooLarge(changes, e);
            }
            throw SearchFaults.of("bulk to " + index, e);
        } catch (IOException e) {
            throw SearchFaults.of("bulk to " + index, e);
        }
        if (response.items().size() != changes.size()) {
            throw SearchFaults.of(
                    "bulk to " + index,
                    new IOException(
                            "%d changes were answered by %d items"
                                    .formatted(changes.size(), response.items().size())));
        }
        List<Outcome> outcomes = new ArrayList<>(changes.size());
        for (BulkResponseItem item : response.items()) {
            if (item.error() != null && MISSING.equals(item.error().type())) {
                // Not a matter of this item: who asks must find out which index is there now.
                throw new PipelineException(
                        ErrorKind.TRANSIENT, "index %s is gone".formatted(index));
            }
            outcomes.add(outcome(item));
        }
        return outcomes;
    }

    private List<Outcome> tooLarge(List<DocumentChange> changes, ElasticsearchException refusal) {
        if (changes.size() == 1) {
            return List.of(
                    new Outcome.Refused(
                            "its %d bytes are more than the search server takes (%s)"
                                    .formatted(
                                            changes.getFirst().json().length,
                                            refusal.error().reason())));
        }
        int half = changes.size() / 2;
        List<Outcome> outcomes = new ArrayList<>(send(changes.subList(0, half)));
        outcomes.addAll(send(changes.subList(half, changes.size())));
        return outcomes;
    }

    static Outcome outcome(BulkResponseItem item) {
        @Nullable ErrorCause error = item.error();
        int status = item.status();
        if (error == null && status < 300) {
            return new Outcome.Settled(false);
        }
        String type = error == null ? null : error.type();
        if (status == CONFLICT && "version_conflict_engine_exception".equals(type)) {
            return new Outcome.Settled(true);
        }
        if (SearchFaults.passes(status, type)) {
            return new Outcome.Again("%d %s%s".formatted(status, type, blockOf(error)));
        }
        return new Outcome.Refused(
                "the index refuses it: %d %s%s".formatted(status, type, fieldOf(error)));
    }

    /* Says that the disk is full, or who has closed the index; nothing of a document is in it. */
    private static String blockOf(@Nullable ErrorCause error) {
        return error != null && SearchFaults.isBlocked(error.type()) ? ", " + error.reason() : "";
    }

    /* The reason quotes the document's contents, which belong in no header and no log; the field's
     * name, which comes first in it, is what helps. */
    private static String fieldOf(@Nullable ErrorCause error) {
        String reason = error == null ? null : error.reason();
        if (reason == null) {
            return "";
        }
        int begin = reason.indexOf('[');
        int end = reason.indexOf(']', begin + 1);
        return begin < 0 || end < 0 ? "" : ", field " + reason.substring(begin, end + 1);
    }
}
