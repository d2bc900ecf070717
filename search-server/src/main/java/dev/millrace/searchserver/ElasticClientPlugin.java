package dev.millrace.searchserver;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestHeaderDefinition;

/**
 * Lets the official Elasticsearch client talk to this server unmodified: every answer carries the
 * header that it looks for, and the two answers that lack a field it requires get that field.
 */
public final class ElasticClientPlugin extends Plugin implements ActionPlugin {

    @Override
    public UnaryOperator<RestHandler> getRestHandlerWrapper(
            ThreadContext threadContext, Set<RestHeaderDefinition> headersToCopy) {
        return ElasticHandler::new;
    }
}
