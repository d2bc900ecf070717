package dev.millrace.batch.payouts.bank;

import dev.millrace.batch.payouts.sending.Transfer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A row of {@code billing.payout_messages}.
 *
 * @param state prepared, staged or released
 * @param sha256 of the file once it is staged; else empty
 * @param folderId where it was staged
 */
record Message(
        UUID id,
        String currency,
        LocalDate executionDay,
        OffsetDateTime preparedAt,
        String state,
        byte[] sha256,
        Optional<UUID> folderId) {

    /** The row, locked until the transaction ends: whoever works on the same file waits. */
    static Message locked(JdbcClient sql, UUID id) {
        return sql.sql("select * from billing.payout_messages where id = ? for update")
                .param(id)
                .query((row, number) ->
                        new Message(
                                id,
                                row.getString("currency"),
                                row.getObject("execution_day", LocalDate.class),
                                row.getObject("prepared_at", OffsetDateTime.class),
                                row.getString("state"),
                                Optional.ofNullable(row.getBytes("sha256")).orElse(new byte[0]),
                                Optional.ofNullable(row.getObject("folder_id", UUID.class))))
                .single();
    }

    /** Name of the file of a message. */
    static String file(UUID id) {
        return "pain.001-" + Transfer.reference(id) + ".xml";
    }

    String file() {
        return file(id);
    }

    void staged(JdbcClient sql, UUID folder, byte[] digest) {
        sql.sql(
                        """
                        update billing.payout_messages
                        set state = 'staged', staged_at = now(), folder_id = ?, sha256 = ?
                        where id = ?
                        """)
                .params(folder, digest, id)
                .update();
    }

    void released(JdbcClient sql) {
        sql.sql(
                        """
                        update billing.payout_messages
                        set state = 'released', released_at = now() where id = ?
                        """)
                .param(id)
                .update();
    }
}
