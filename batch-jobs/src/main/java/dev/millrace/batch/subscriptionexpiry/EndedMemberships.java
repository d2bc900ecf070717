package dev.millrace.batch.subscriptionexpiry;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A notification for each member whose membership has ended of late. It carries the end, so that
 * one end is told once, and another one, after the membership was renewed, is told again.
 *
 * @param run knows the moment called now and the size of a chunk
 * @param days after which it is too late to tell
 */
record EndedMemberships(JobRun run, long days) implements Work {

    private static final String UNTOLD =
            """
            from identity.users u
            where u.membership_expires_at < :now
                and u.membership_expires_at >= :now::timestamptz - :days * interval '1 day'
                and u.status = 'active'
                and u.deleted_at is null
                and not exists (
                    select from engagement.notifications n
                    where n.user_id = u.id
                        and n.type = 'membership_expiring'
                        and n.data ->> 'membership_ended'
                            = extract(epoch from u.membership_expires_at)::text)
            """;

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(
                sql.sql("select count(*) " + UNTOLD)
                        .param("now", run.cutOff())
                        .param("days", days)
                        .query(Long.class)
                        .single());
    }

    @Override
    public Chunk next(JdbcClient sql) {
        int told =
                sql.sql(
                                """
                                insert into engagement.notifications
                                    (user_id, type, title, message, data)
                                select u.id, 'membership_expiring', 'Your membership has ended',
                                    'Renew it to keep the benefits of members.',
                                    jsonb_build_object('membership_ended',
                                        extract(epoch from u.membership_expires_at)::text)
                                %s
                                limit :chunk
                                """
                                        .formatted(UNTOLD))
                        .param("now", run.cutOff())
                        .param("days", days)
                        .param("chunk", run.chunkSize())
                        .update();
        return told == 0 ? Chunk.last(0) : Chunk.of(told);
    }
}
