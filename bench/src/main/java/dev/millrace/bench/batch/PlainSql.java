package dev.millrace.bench.batch;

import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What one would otherwise type. */
final class PlainSql {

    private static final int CHUNK = 10_000;

    private PlainSql() {}

    /**
     * Items, postings and payouts of all payments in one statement, as the limit; nothing of it
     * stays.
     */
    static Duration payouts(BenchServers servers, BatchBenchSettings settings) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    """
                    insert into billing.ledger_accounts (kind, practitioner_id, currency)
                    select 'payable', id, 'USD' from wellness.practitioners
                    union all values ('held', null::uuid, 'USD')
                    """);
            statement.execute("analyze billing.ledger_accounts");
            long begin = System.nanoTime();
            statement.execute(
                    """
                    with payouts as (
                        insert into billing.payouts (practitioner_id, amount_cents, currency,
                            period_start, period_end, payout_method)
                        select practitioner_id, sum(practitioner_amount_cents), currency,
                            date '%1$s' - 6, date '%1$s', 'bank_transfer'::billing.payout_method
                        from billing.payments
                        where practitioner_id is not null and status = 'succeeded'
                        group by practitioner_id, currency
                        returning id, practitioner_id, currency
                    ),
                    taken as materialized (
                        select p.id, p.practitioner_id, p.practitioner_amount_cents, p.currency,
                            o.id as payout_id, gen_random_uuid() as item_id,
                            payable.id as payable_id, held.id as held_id
                        from billing.payments p
                        join payouts o using (practitioner_id, currency)
                        join billing.ledger_accounts payable
                            on payable.kind = 'payable'
                            and payable.practitioner_id = p.practitioner_id
                            and payable.currency = p.currency
                        join billing.ledger_accounts held
                            on held.kind = 'held' and held.currency = p.currency
                        where p.status = 'succeeded'
                    ),
                    items as (
                        insert into billing.payout_items (id, practitioner_id, payment_id,
                            amount_cents, currency, payout_id)
                        select item_id, practitioner_id, id, practitioner_amount_cents, currency,
                            payout_id
                        from taken
                    )
                    insert into billing.ledger_entries
                        (posting_id, account_id, reason, amount_cents, currency)
                    select item_id, held_id, 'earned', practitioner_amount_cents, currency
                    from taken
                    union all
                    select item_id, payable_id, 'earned', -practitioner_amount_cents, currency
                    from taken
                    """
                            .formatted(BatchData.PERIOD_END));
            statement.execute("set constraints all immediate");
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            connection.rollback();
            connection.setAutoCommit(true);
            statement.execute(
                    "vacuum analyze billing.payouts, billing.payout_items, billing.ledger_entries, billing.ledger_accounts");
            return took;
        }
    }

    /** Copies and deletes bookings with their participants, a chunk a transaction. */
    static void deleteInChunks(BenchServers servers, String month) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            int moved = CHUNK;
            while (moved == CHUNK) {
                moved =
                        statement.executeUpdate(
                                """
                                with chunk as materialized (
                                    select id, created_at from wellness.bookings
                                    where created_at >= '%1$s'
                                        and created_at < date '%1$s' + interval '1 month'
                                    limit %2$d
                                ),
                                gone_children as (
                                    delete from wellness.booking_participants p using chunk c
                                    where p.booking_id = c.id returning p.*
                                ),
                                kept_children as (
                                    insert into archive.booking_participants
                                    select g.*, now() from gone_children g
                                ),
                                gone as (
                                    delete from wellness.bookings b using chunk c
                                    where b.id = c.id and b.created_at = c.created_at returning b.*
                                )
                                insert into archive.bookings select g.*, now() from gone g
                                """
                                        .formatted(month, CHUNK));
            }
        }
    }

    /** Empties the archive for the next one. */
    static void forget(BenchServers servers) throws SQLException {
        execute(servers, "truncate archive.bookings, archive.booking_participants");
    }

    static void execute(BenchServers servers, String sql) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
