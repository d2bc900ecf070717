package dev.millrace.searchserver;

import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.transport.client.node.NodeClient;

/** Any handler of the server, its answers made those that the Elasticsearch client expects. */
final class ElasticHandler extends RestHandler.Wrapper {

    private final RestHandler handler;

    ElasticHandler(RestHandler handler) {
        super(handler);
        this.handler = handler;
    }

    @Override
    public boolean supportsStreaming() {
        return handler.supportsStreaming();
    }

    @Override
    public void handleRequest(RestRequest request, RestChannel channel, NodeClient client)
            throws Exception {
        super.handleRequest(request, new ElasticChannel(channel), client);
    }
}
