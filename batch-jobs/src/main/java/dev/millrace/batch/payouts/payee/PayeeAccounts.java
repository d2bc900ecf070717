package dev.millrace.batch.payouts.payee;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The encrypted details in {@code billing.payout_accounts}. */
public final class PayeeAccounts {

    private final JdbcClient sql;
    private final DetailsCipher cipher;

    public PayeeAccounts(JdbcClient sql, DetailsCipher cipher) {
        this.sql = sql;
        this.cipher = cipher;
    }

    /** The details of a practitioner; empty when there are none. */
    public Optional<PayeeDetails> find(UUID practitioner) {
        return sql.sql(
                        """
                        select payout_details_enc from billing.payout_accounts
                        where practitioner_id = ? and payout_details_enc is not null
                        """)
                .param(practitioner)
                .query(byte[].class)
                .optional()
                .map(kept -> cipher.decrypt(practitioner, kept));
    }

    /**
     * Keeps details; the method of payout becomes {@code stripe} when there is only an account at
     * Stripe, else {@code bank_transfer}.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is no such practitioner
     */
    public void keep(UUID practitioner, PayeeDetails details) {
        int kept =
                sql.sql(
                                """
                                insert into billing.payout_accounts
                                    (practitioner_id, payout_method, payout_details_enc)
                                select id, :method::billing.payout_method, :details
                                from wellness.practitioners where id = :practitioner
                                on conflict (practitioner_id) do update
                                set payout_method = excluded.payout_method,
                                    payout_details_enc = excluded.payout_details_enc
                                """)
                        .param("practitioner", practitioner)
                        .param("method", details.bank().isPresent() ? "bank_transfer" : "stripe")
                        .param("details", cipher.encrypt(practitioner, details))
                        .update();
        if (kept == 0) {
            throw new PipelineException(
                    ErrorKind.JOB_REFUSED, "there is no practitioner " + practitioner);
        }
    }
}
