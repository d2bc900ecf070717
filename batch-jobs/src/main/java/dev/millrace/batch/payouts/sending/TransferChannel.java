package dev.millrace.batch.payouts.sending;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A way on which money reaches practitioners. */
public interface TransferChannel {

    /** As in {@code billing.payout_transfers.channel}. */
    String name();

    /** The method of payout that goes this way, as in {@code billing.payout_accounts}. */
    String method();

    /**
     * What keeps this payout from going this way, for a person to mend; empty when nothing does.
     */
    Optional<String> obstacle(JdbcClient sql, Payable payable);

    /**
     * Makes the durable id of the message that carries the prepared transfers of one currency;
     * empty when each transfer goes by itself. Nobody outside has seen anything yet.
     */
    Optional<UUID> message(JdbcClient sql, UUID batch, String currency);

    /**
     * Hands over what is prepared for a batch, and finds out what became of what an earlier call
     * may have handed over. May be called again whenever an earlier call ended early, by any
     * process.
     */
    List<HandOver> handOver(UUID batch, Transactions transactions);
}
