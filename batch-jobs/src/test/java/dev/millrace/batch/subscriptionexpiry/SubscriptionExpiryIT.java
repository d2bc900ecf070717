package dev.millrace.batch.subscriptionexpiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Acceptance rows N14 and G03 as far as the job is about them. */
class SubscriptionExpiryIT {

    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        BatchDatabase database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void subscriptionsPastTheirPeriodEnd() {
        execute(
                """
                with plan as (
                    insert into billing.plans (source_system, name, display_name)
                    values ('namc', 'p', 'P') returning id
                ),
                wanted (name, status, days, canceled) as (
                    values ('ended', 'active', 1, true), ('late', 'active', 1, false),
                        ('trial', 'trialing', 1, false), ('gone', 'past_due', 8, false),
                        ('long gone', 'active', 90, false), ('waits', 'past_due', 6, false),
                        ('runs', 'active', -1, true), ('paused', 'paused', 90, false)
                ),
                people as (
                    insert into identity.users (email, display_name)
                    select replace(name, ' ', '.') || '@example.org', name from wanted
                    returning id, display_name
                )
                insert into billing.subscriptions (user_id, plan_id, status,
                    current_period_start, current_period_end, cancel_at_period_end)
                select u.id, plan.id, w.status::billing.subscription_status,
                    now() - interval '1 year', now() - w.days * interval '1 day', w.canceled
                from wanted w join people u on u.display_name = w.name cross join plan
                """);

        assertThat(operations.dryRun("subscription-expiry", Map.of()).getLast())
                .isEqualTo("tell 0 members that their membership has ended");
        assertThat(run().rowsDone()).isEqualTo(5);

        assertThat(
                        texts(
                                """
                                select u.display_name || ' ' || s.status
                                    || case when s.ended_at is null then '' else ' ended' end
                                    || case when s.canceled_at = s.current_period_end
                                        then ' then' else '' end
                                from billing.subscriptions s join identity.users u on u.id = s.user_id
                                order by u.display_name collate "C"
                                """))
                .containsExactly(
                        "ended canceled ended then",
                        "gone expired ended",
                        "late past_due",
                        "long gone expired ended",
                        "paused paused",
                        "runs active",
                        "trial past_due",
                        "waits past_due");
        assertThat(run().rowsDone()).isZero();
    }

    @Test
    void membersAreToldOnceForEachEnd() {
        execute(
                """
                insert into identity.users (email, display_name, membership_expires_at, status)
                values ('ended@example.org', 'ended', now() - interval '1 day', 'active'),
                    ('long.ago@example.org', 'long ago', now() - interval '31 days', 'active'),
                    ('ahead@example.org', 'ahead', now() + interval '1 day', 'active'),
                    ('suspended@example.org', 'suspended', now() - interval '1 day', 'suspended')
                """);

        assertThat(run().rowsDone()).isEqualTo(1);
        assertThat(run().rowsDone()).isZero();
        execute(
                """
                update identity.users set membership_expires_at = now() - interval '1 hour'
                where display_name = 'ended'
                """);
        assertThat(run().rowsDone()).isEqualTo(1);

        assertThat(
                        texts(
                                """
                                select u.display_name || ' ' || n.type
                                from engagement.notifications n
                                join identity.users u on u.id = n.user_id
                                """))
                .containsExactly("ended membership_expiring", "ended membership_expiring");
    }

    private RunReport run() {
        RunReport report = operations.run("subscription-expiry", Map.of("chunk-size", "1"), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private void execute(String statement) {
        sql.sql(statement).update();
    }

    private List<String> texts(String query) {
        return sql.sql(query).query(String.class).list();
    }
}
