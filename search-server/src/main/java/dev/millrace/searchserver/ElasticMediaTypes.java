package dev.millrace.searchserver;

import java.util.List;
import java.util.Map;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.xcontent.MediaType;
import org.opensearch.core.xcontent.spi.MediaTypeProvider;

/** The names by which the official Elasticsearch client calls JSON. */
public final class ElasticMediaTypes implements MediaTypeProvider {

    @Override
    public List<MediaType> getMediaTypes() {
        return List.of();
    }

    @Override
    public Map<String, MediaType> getAdditionalMediaTypes() {
        return Map.of(
                "application/vnd.elasticsearch+json", XContentType.JSON,
                "application/vnd.elasticsearch+x-ndjson", XContentType.JSON);
    }
}
