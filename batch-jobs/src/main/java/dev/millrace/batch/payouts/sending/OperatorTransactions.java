package dev.millrace.batch.payouts.sending;

import dev.millrace.batch.launch.BatchOperations;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Those of whoever gives a command. */
public record OperatorTransactions(BatchOperations operations, String actor)
        implements Transactions {

    @Override
    public <T> T act(
            String action,
            String resource,
            String id,
            Map<String, String> details,
            Function<JdbcClient, T> work) {
        return operations.act(actor, action, resource, id, details, work);
    }

    @Override
    public <T> T look(Function<JdbcClient, T> question) {
        return operations.look(question);
    }
}
