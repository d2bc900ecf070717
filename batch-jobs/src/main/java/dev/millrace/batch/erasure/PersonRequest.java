package dev.millrace.batch.erasure;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A request that nobody has answered yet. */
record PersonRequest(UUID id, UUID person) {

    /** The oldest of this kind: {@code erase} or {@code export}. */
    static Optional<PersonRequest> oldest(JdbcClient sql, String kind) {
        List<PersonRequest> found =
                sql.sql(
                                """
                                select id, user_id from ops.erasure_requests
                                where kind = ? and status = 'pending'
                                order by requested_at, id
                                limit 1
                                for update skip locked
                                """)
                        .param(kind)
                        .query((row, number) ->
                                new PersonRequest(
                                        row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                        .list();
        return found.stream().findFirst();
    }

    static long count(JdbcClient sql, String kind) {
        return sql.sql(
                        "select count(*) from ops.erasure_requests where kind = ? and status = 'pending'")
                .param(kind)
                .query(Long.class)
                .single();
    }

    /** It is answered. */
    void done(JdbcClient sql, String key, String value) {
        end(sql, "done", key, value);
    }

    /** It cannot be answered; whoever asked reads why, and asks again. */
    void refused(JdbcClient sql, String reason) {
        end(sql, "refused", "reason", reason);
    }

    private void end(JdbcClient sql, String status, String key, String value) {
        sql.sql(
                        """
                        update ops.erasure_requests
                        set status = ?, completed_at = now(),
                            details = details || jsonb_build_object(?::text, ?::text)
                        where id = ?
                        """)
                .params(status, key, value, id)
                .update();
    }
}
