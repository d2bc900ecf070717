package dev.millrace.bench.search.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import dev.millrace.schema.search.SearchIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the naive indexer does for one index. */
final class NaivePoll {

    private static final UUID FIRST = new UUID(0, 0);

    private final SearchIndex index;
    private final Connection connection;
    private final ElasticsearchClient client;
    private final String sql;
    private OffsetDateTime since;
    private UUID behind = FIRST;

    NaivePoll(SearchIndex index, Connection connection, ElasticsearchClient client)
            throws SQLException {
        this.index = index;
        this.connection = connection;
        this.client = client;
        this.sql = text("naive-" + index.name() + ".sql");
        try (ResultSet row = connection.createStatement().executeQuery("select now()")) {
            row.next();
            this.since = row.getObject(1, OffsetDateTime.class);
        }
    }

    /** Indexes every row, page by page. */
    void all() throws SQLException, IOException {
        UUID last = FIRST;
        try (PreparedStatement select =
                connection.prepareStatement(sql.formatted("id > ?", "id"))) {
            while (true) {
                select.setObject(1, last);
                Page page = send(select);
                if (page.last == null) {
                    return;
                }
                last = page.last;
            }
        }
    }

    /** Indexes the rows that are newer than the newest seen. */
    void changed() throws SQLException, IOException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        sql.formatted("(updated_at, id) > (?, ?)", "updated_at, id"))) {
            while (true) {
                select.setObject(1, since);
                select.setObject(2, behind);
                Page page = send(select);
                if (page.last == null || page.at == null) {
                    return;
                }
                since = page.at;
                behind = page.last;
            }
        }
    }

    /** The last row of a page in the order of the query; nulls when it was empty. */
    private record Page(@Nullable UUID last, @Nullable OffsetDateTime at) {}

    private Page send(PreparedStatement select) throws SQLException, IOException {
        BulkRequest.Builder bulk = new BulkRequest.Builder().index(index.name());
        UUID last = null;
        OffsetDateTime at = null;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                last = row.getObject(1, UUID.class);
                at = row.getObject(2, OffsetDateTime.class);
                String id = last.toString();
                String document = row.getString(3);
                bulk.operations(o ->
                        document == null
                                ? o.delete(d -> d.id(id))
                                : o.index(i ->
                                        i.id(id)
                                                .document(
                                                        BinaryData.of(
                                                                document.getBytes(
                                                                        StandardCharsets.UTF_8),
                                                                ContentType.APPLICATION_JSON))));
            }
        }
        if (last != null) {
            BulkResponse response = client.bulk(bulk.build());
            if (response.errors()) {
                throw new IOException("bulk to " + index.name() + " had errors");
            }
        }
        return new Page(last, at);
    }

    private static String text(String resource) {
        try (InputStream stream = NaivePoll.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(stream, resource).readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
