package dev.millrace.searchserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.xcontent.XContentHelper;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.xcontent.MediaType;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestRequest;
import org.opensearch.rest.RestResponse;

/** Adds to an answer what the Elasticsearch client cannot do without. */
final class ElasticChannel implements RestChannel {

    /* The version of the client that has been tried with this server, and its first of that kind. */
    private static final String SPOKEN_VERSION = "9.0.0";
    private static final String OLDEST_CLIENT = "8.0.0";

    private final RestChannel channel;

    ElasticChannel(RestChannel channel) {
        this.channel = channel;
    }

    @Override
    public void sendResponse(RestResponse response) {
        RestResponse answer = completed(response);
        answer.addHeader("X-Elastic-Product", "Elasticsearch");
        channel.sendResponse(answer);
    }

    private RestResponse completed(RestResponse response) {
        String path = request().rawPath();
        boolean lacking = "/".equals(path) || path.startsWith("/_cluster/health");
        if (!lacking
                || response.status().getStatus() != 200
                || request().method() != RestRequest.Method.GET
                || !response.contentType().startsWith("application/json")) {
            return response;
        }
        Map<String, Object> content =
                new HashMap<>(
                        XContentHelper.convertToMap(
                                        response.content(), true, (MediaType) XContentType.JSON)
                                .v2());
        if ("/".equals(path)) {
            completeVersion(content);
        } else {
            content.putIfAbsent("unassigned_primary_shards", 0);
        }
        try (XContentBuilder json = XContentBuilder.builder(XContentType.JSON.xContent())) {
            RestResponse complete =
                    new BytesRestResponse(
                            response.status(),
                            response.contentType(),
                            BytesReference.bytes(json.map(content)));
            response.getHeaders()
                    .forEach((name, values) ->
                            values.forEach(value -> complete.addHeader(name, value)));
            return complete;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void completeVersion(Map<String, Object> content) {
        if (content.get("version") instanceof Map<?, ?> told) {
            Map<String, Object> version = new HashMap<>();
            told.forEach((key, value) -> version.put(String.valueOf(key), value));
            // The server's own number stays visible as that of the distribution.
            version.put("build_flavor", "opensearch-" + told.get("number"));
            version.put("number", SPOKEN_VERSION);
            version.put("minimum_wire_compatibility_version", OLDEST_CLIENT);
            version.put("minimum_index_compatibility_version", OLDEST_CLIENT);
            content.put("version", version);
        }
    }

    @Override
    public XContentBuilder newBuilder() throws IOException {
        return channel.newBuilder();
    }

    @Override
    public XContentBuilder newErrorBuilder() throws IOException {
        return channel.newErrorBuilder();
    }

    @Override
    public XContentBuilder newBuilder(@Nullable MediaType mediaType, boolean useFiltering)
            throws IOException {
        return channel.newBuilder(mediaType, useFiltering);
    }

    @Override
    public XContentBuilder newBuilder(
            @Nullable MediaType mediaType,
            @Nullable MediaType responseContentType,
            boolean useFiltering)
            throws IOException {
        return channel.newBuilder(mediaType, responseContentType, useFiltering);
    }

    @Override
    public BytesStreamOutput bytesOutput() {
        return channel.bytesOutput();
    }

    @Override
    public RestRequest request() {
        return channel.request();
    }

    @Override
    public boolean detailedErrorsEnabled() {
        return channel.detailedErrorsEnabled();
    }

    @Override
    public boolean detailedErrorStackTraceEnabled() {
        return channel.detailedErrorStackTraceEnabled();
    }
}
