package dev.millrace.batch.payouts.sending;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code billing.payout_transfers}, within one transaction of its caller. */
public final class Transfers {

    private static final String SELECT =
            """
            select t.id, t.payout_id, p.practitioner_id, t.amount_cents, t.currency, t.state
            from billing.payout_transfers t
            join billing.payouts p on p.id = t.payout_id
            """;

    private static final RowMapper<Transfer> ROW =
            (row, number) ->
                    new Transfer(
                            row.getObject("id", UUID.class),
                            row.getObject("payout_id", UUID.class),
                            row.getObject("practitioner_id", UUID.class),
                            row.getLong("amount_cents"),
                            row.getString("currency"),
                            row.getString("state"));

    private final JdbcClient sql;

    public Transfers(JdbcClient sql) {
        this.sql = sql;
    }

    /** Those of a message, in the order of their ids. */
    public List<Transfer> ofMessage(UUID message) {
        return sql.sql(SELECT + "where t.message_id = ? order by t.id")
                .param(message)
                .query(ROW)
                .list();
    }

    /** Those of a batch and channel that are neither paid nor failed, in the order of their ids. */
    public List<Transfer> open(UUID batch, String channel) {
        return sql.sql(
                        SELECT
                                + """
                                join billing.payout_batch_members m on m.payout_id = p.id
                                where m.batch_id = ? and t.channel = ? and t.state in ('prepared', 'sent')
                                order by t.id
                                """)
                .params(batch, channel)
                .query(ROW)
                .list();
    }

    /** Those of a channel that were paid in the last days and not returned. */
    public List<Transfer> paidWithin(String channel, int days) {
        return sql.sql(
                        SELECT
                                + """
                                where t.channel = ? and t.state = 'paid'
                                    and t.ended_at > now() - make_interval(days => ?)
                                order by t.id
                                """)
                .params(channel, days)
                .query(ROW)
                .list();
    }

    /** The transfer, locked until the transaction ends; empty when there is none of this id. */
    public Optional<Transfer> locked(UUID id) {
        return sql.sql(SELECT + "where t.id = ? for update of t, p")
                .param(id)
                .query(ROW)
                .optional();
    }

    /** The newest attempt to pay a payout; empty when there is none. */
    public Optional<UUID> newestOf(UUID payout) {
        return sql.sql(
                        """
                        select id from billing.payout_transfers where payout_id = ?
                        order by attempt desc limit 1
                        """)
                .param(payout)
                .query(UUID.class)
                .optional();
    }

    /** Makes the next attempt of each payout; a payout that failed is under way again. */
    void prepare(List<UUID> payouts, String channel, Optional<UUID> message) {
        String ids =
                payouts.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        sql.sql(
                        "update billing.payouts set status = 'processing' where id = any(?::uuid[])"
                                + " and status = 'failed'")
                .param(ids)
                .update();
        sql.sql(
                        """
                        insert into billing.payout_transfers
                            (payout_id, attempt, channel, message_id, amount_cents, currency)
                        select p.id, 1 + (select count(*) from billing.payout_transfers t
                                where t.payout_id = p.id),
                            :channel, :message::uuid, p.amount_cents, p.currency
                        from billing.payouts p
                        where p.id = any(:payouts::uuid[])
                        """)
                .param("channel", channel)
                .param("message", message.map(UUID::toString).orElse(null), java.sql.Types.VARCHAR)
                .param("payouts", ids)
                .update();
    }

    /** From now on somebody outside may know of them. */
    public void sentWith(UUID message) {
        sql.sql(
                        """
                        update billing.payout_transfers set state = 'sent', sent_at = now()
                        where message_id = ? and state = 'prepared'
                        """)
                .param(message)
                .update();
    }

    /** From now on somebody outside may know of it. */
    public void sent(UUID id) {
        sql.sql(
                        """
                        update billing.payout_transfers set state = 'sent', sent_at = now()
                        where id = ? and state = 'prepared'
                        """)
                .param(id)
                .update();
    }
}
