package dev.millrace.batch.payouts;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Practitioners, payments and refunds of the tests, written as the application would. */
public final class Sales {

    private final JdbcClient sql;
    private final UUID customer;

    public Sales(JdbcClient sql) {
        this.sql = sql;
        this.customer = person();
    }

    /** Somebody who gets payouts. */
    public UUID practitioner() {
        return sql.sql(
                        "insert into wellness.practitioners (user_id, bio) values (?, 'P') returning id")
                .param(person())
                .query(UUID.class)
                .single();
    }

    /** A payment of which the practitioner gets a part. */
    public UUID payment(UUID practitioner, long amount, long part, String currency, String day) {
        return sql.sql(
                        """
                        insert into billing.payments (source_system, user_id, practitioner_id,
                            amount_cents, currency, platform_fee_cents, practitioner_amount_cents,
                            payment_type, status, processed_at)
                        values ('klear', :customer, :practitioner, :amount, :currency,
                            :amount - :part, :part, 'other', 'succeeded', :day::date + time '10:00')
                        returning id
                        """)
                .param("customer", customer)
                .param("practitioner", practitioner)
                .param("amount", amount)
                .param("currency", currency)
                .param("part", part)
                .param("day", day)
                .query(UUID.class)
                .single();
    }

    /** A refund that succeeded. */
    public UUID refund(UUID payment, long amount, String moment) {
        return sql.sql(
                        """
                        insert into billing.refunds (payment_id, amount_cents, currency, reason,
                            status, processed_at, requested_by)
                        select id, :amount, currency, 'customer_request', 'succeeded',
                            :moment::timestamptz, :customer
                        from billing.payments where id = :payment
                        returning id
                        """)
                .param("amount", amount)
                .param("moment", moment)
                .param("customer", customer)
                .param("payment", payment)
                .query(UUID.class)
                .single();
    }

    private UUID person() {
        return sql.sql(
                        "insert into identity.users (email, display_name) values (?, 'Someone') returning id")
                .param(UUID.randomUUID() + "@example.org")
                .query(UUID.class)
                .single();
    }
}
