package dev.millrace.batch.ledgerreconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code derived.payment_state} against payments and refunds, beside the traffic. The table follows
 * the commits by a moment, so what differs counts only when it still differs in the same way after
 * the table has caught up once more. A table that does not catch up is a finding, too.
 *
 * @param patience how long it waits for that, each time
 */
record PaymentStates(JobRun run, Duration patience) implements Work {

    private static final String DIFFERING =
            """
            select 'payment differs from derived.payment_state' as problem,
                'payment ' || coalesce(o.payment_id, d.payment_id) as subject,
                concat(
                    case
                        when o.payment_id is null then 'there is no such payment'
                        else format('it is %s, %s, refunded %s', o.effective_status,
                            o.amount_cents, o.refunded_amount_cents)
                    end,
                    case
                        when d.payment_id is null then '; derived nothing'
                        else format('; derived %s, %s, refunded %s', d.effective_status,
                            d.amount_cents, d.refunded_amount_cents)
                    end) as details,
                p.practitioner_id
            from oracle.payment_state o
            full join derived.payment_state d on d.payment_id = o.payment_id
            left join billing.payments p on p.id = o.payment_id
            where (o.amount_cents, o.refunded_amount_cents, o.effective_status)
                is distinct from (d.amount_cents, d.refunded_amount_cents, d.effective_status)
            """;

    /** A finding of its own each time, so that the rest of the run is not held up. */
    private static final String STANDS_STILL =
            """
            select 'payments cannot be compared with derived.payment_state' as problem,
                'derived.payment_state' as subject,
                format('at %s it was as of %s', :now::timestamptz,
                    coalesce(
                        (select as_of_lsn::text from derived.freshness
                        where store = 'payment_state'),
                        'nothing')) as details,
                null::uuid as practitioner_id
            """;

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.empty();
    }

    @Override
    public Chunk next(JdbcClient sql) {
        if (!isCaughtUp(sql)) {
            return Chunk.last(keep(sql, STANDS_STILL));
        }
        Set<String> standing = new HashSet<>(differing(sql));
        if (standing.isEmpty()) {
            return Chunk.last(0);
        }
        if (!isCaughtUp(sql)) {
            return Chunk.last(keep(sql, STANDS_STILL));
        }
        standing.retainAll(differing(sql));
        String query =
                "select * from ("
                        + DIFFERING
                        + ") d where subject || ': ' || details in"
                        + " (select jsonb_array_elements_text(:standing::jsonb))";
        return Chunk.last(
                keeping(sql, query).param("standing", json(standing)).query(Long.class).single());
    }

    private long keep(JdbcClient sql, String query) {
        return keeping(sql, query).query(Long.class).single();
    }

    private JdbcClient.StatementSpec keeping(JdbcClient sql, String query) {
        return sql.sql(Found.keeping(query)).param("now", run.cutOff()).param("job", run.job());
    }

    private static String json(Set<String> texts) {
        try {
            return new ObjectMapper().writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts have no JSON", e);
        }
    }

    private static List<String> differing(JdbcClient sql) {
        return sql.sql("select subject || ': ' || details from (" + DIFFERING + ") d")
                .query(String.class)
                .list();
    }

    /** False when the table does not get as far as everything so far, or nothing makes it. */
    private boolean isCaughtUp(JdbcClient sql) {
        return sql.sql(
                        """
                        select case
                            when exists (
                                select from derived.freshness where store = 'payment_state')
                            then derived.await('payment_state', pg_current_wal_insert_lsn(),
                                make_interval(secs => ?))
                            else false
                        end
                        """)
                .param(patience.toMillis() / 1000.0)
                .query(Boolean.class)
                .single();
    }
}
