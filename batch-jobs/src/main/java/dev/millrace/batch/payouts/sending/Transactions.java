package dev.millrace.batch.payouts.sending;

import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The transactions of one operator; what happens outside lies between them. */
public interface Transactions {

    /**
     * Work in one transaction, with a line in the audit trail that says who, when and what.
     *
     * @param resource kind of what is acted on, for example {@code billing.payout_batch}
     */
    <T> T act(
            String action,
            String resource,
            String id,
            Map<String, String> details,
            Function<JdbcClient, T> work);

    /** A question, as of one moment. */
    <T> T look(Function<JdbcClient, T> question);

    /** Who acts. */
    String actor();
}
