package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Subscriptions, families, orders, payments and refunds. */
@ExtendWith(SharedProgram.class)
class BillingAcceptanceIT {

    // RESTRICT has had a state of its own since PostgreSQL 18.
    private static final String RESTRICTED_SINCE_18 = "23001";
    private static final String FOREIGN_KEY = "23503";

    private final Sql sql;
    private final Fixtures fixtures;

    BillingAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // G02
    @Test
    void aPersonSeesTheirSubscriptionOrTheOneOfTheirFamily() throws SQLException {
        List<UUID> users = fixtures.users(4);
        UUID single = users.get(0);
        UUID parent = users.get(1);
        UUID child = users.get(2);
        subscribe(single, "individual");
        family(parent, subscribe(parent, "family"), 6);
        sql.app(member(parent, child));

        assertThat(sql.seenBy(single, state(single))).isEqualTo("active|individual|t|f");
        assertThat(sql.value(state(child))).isEqualTo("active|family|t|t");
        assertThat(sql.value(state(parent))).isEqualTo("active|family|t|f");
        assertThat(sql.value(state(users.get(3)))).isEqualTo("null|null|null|null");
        assertThat(sql.seenBy(child, state(child)))
                .as("as the child itself is shown it")
                .isEqualTo("active|family|t|t");
    }

    // G04
    @Test
    void aFamilyHasNoMoreMembersThanItsPlan() throws SQLException {
        List<UUID> users = fixtures.users(3);
        UUID plan = family(users.get(0), null, 2);
        sql.app(member(users.get(0), users.get(1)));

        sql.refused("23514", member(users.get(0), users.get(2)));

        sql.eventually("2|2", usage(plan));
    }

    // G04
    @Test
    void twoMembersAddedAtOnceDoNotBothFit() throws Exception {
        List<UUID> users = fixtures.users(3);
        UUID plan = family(users.get(0), null, 2);

        sql.secondSessionRefused(
                "23514", member(users.get(0), users.get(1)), member(users.get(0), users.get(2)));

        sql.eventually("2|2", usage(plan));
    }

    // G10
    @Test
    void anOrderHasAnAmountAndANumberOfItsOwn() throws SQLException {
        UUID user = fixtures.user();
        String number = "GO-" + UUID.randomUUID();
        sql.app(order(user, number, 2_000));

        sql.refused("23505", order(user, number, 3_000));
        sql.refused("23514", order(user, "other " + number, 0));
    }

    // G10
    @Test
    void theRefundOfAnOrdersPaymentShowsInItsState() throws SQLException {
        UUID user = fixtures.user();
        UUID payment = fixtures.payment(user, "goalete", "order", 2_000);
        sql.app(order(user, "GO-" + payment, 2_000));
        sql.app(
                "update billing.orders set payment_id = '%1$s' where order_number = 'GO-%1$s'"
                        .formatted(payment));
        sql.eventually("succeeded|0", paymentState(payment));

        sql.app(Fixtures.refund(payment, user, 2_000));

        sql.eventually("refunded|2000", paymentState(payment));
    }

    // A06
    @Test
    void aPaymentIsTakenOnceAndItsDayShowsIt() throws SQLException {
        UUID user = fixtures.user();
        // A day of its own, so that its figures are these rows and no others.
        LocalDate day =
                LocalDate.of(1970, 1, 1).plusDays(ThreadLocalRandom.current().nextInt(11_000));
        UUID payment =
                fixtures.payment(
                        user, "appbuilder", "membership", 2_500, "'%sT23:30:00Z'".formatted(day));
        fixtures.payment(user, "appbuilder", "membership", 1_500, "'%sT00:30:00Z'".formatted(day));

        sql.eventually(
                "4000|0|4000|2",
                """
                select gross_cents, refunded_cents, net_cents, payments
                from derived.revenue_daily
                where day = '%s' and source_system = 'appbuilder' and payment_type = 'membership'
                """
                        .formatted(day));
        sql.eventuallyAsOracle("revenue_daily", "s.day = '%s'".formatted(day));
        sql.refused(
                "23505",
                """
                insert into billing.payments (source_system, user_id, amount_cents, payment_type,
                    provider_payment_intent_id)
                values ('appbuilder', '%s', 2500, 'membership', 'pi_%s')
                """
                        .formatted(user, payment));
        sql.refused(
                Integer.parseInt(sql.value("show server_version_num")) >= 180_000
                        ? RESTRICTED_SINCE_18
                        : FOREIGN_KEY,
                "delete from identity.users where id = '%s'".formatted(user));
    }

    // K10
    @Test
    void refundsComeToThePaymentAndNoCentMore() throws SQLException {
        UUID user = fixtures.user();
        UUID payment = fixtures.payment(user, "klear", "booking", 8_000);

        sql.app(Fixtures.refund(payment, user, 3_000));
        sql.eventually("partially_refunded|3000", paymentState(payment));

        sql.app(Fixtures.refund(payment, user, 5_000));
        sql.eventually("refunded|8000", paymentState(payment));

        sql.refused("23514", Fixtures.refund(payment, user, 1));
    }

    // K10
    @Test
    void twoRefundsAtOnceDoNotPassThePayment() throws Exception {
        UUID user = fixtures.user();
        UUID payment = fixtures.payment(user, "klear", "booking", 8_000);

        sql.secondSessionRefused(
                "23514", Fixtures.refund(payment, user, 8_000), Fixtures.refund(payment, user, 1));

        sql.eventually("refunded|8000", paymentState(payment));
    }

    private UUID subscribe(UUID user, String kind) throws SQLException {
        UUID subscription = UUID.randomUUID();
        sql.app(
                """
                with plan as (
                    insert into billing.plans (source_system, name, display_name, kind)
                    values ('goalete', 'plan %1$s', 'Plan', '%3$s')
                    returning id)
                insert into billing.subscriptions (id, user_id, plan_id, status,
                    current_period_start, current_period_end)
                select '%1$s', '%2$s', id, 'active', now(), now() + interval '30 days' from plan
                """
                        .formatted(subscription, user, kind));
        return subscription;
    }

    /** The plan of a family whose only member is the one who pays. */
    private UUID family(UUID primary, @Nullable UUID subscription, int members)
            throws SQLException {
        UUID plan = UUID.randomUUID();
        sql.app(
                """
                insert into billing.family_plans (id, primary_user_id, subscription_id, max_members)
                values ('%1$s', '%2$s', %3$s, %4$d);
                insert into billing.family_plan_members (family_plan_id, user_id, role)
                values ('%1$s', '%2$s', 'primary')
                """
                        .formatted(
                                plan,
                                primary,
                                subscription == null ? "null" : "'" + subscription + "'",
                                members));
        return plan;
    }

    private static String member(UUID primary, UUID user) {
        return """
        insert into billing.family_plan_members (family_plan_id, user_id, role)
        select id, '%s', 'member' from billing.family_plans where primary_user_id = '%s'
        """
                .formatted(user, primary);
    }

    private static String order(UUID user, String number, long cents) {
        return """
        insert into billing.orders
            (user_id, order_number, amount_cents, plan_kind, billing_interval)
        values ('%s', '%s', %d, 'individual', 'monthly')
        """
                .formatted(user, number, cents);
    }

    private static String state(UUID user) {
        return """
        select subscription_status, subscription_type, subscription_expiry > now(), via_family
        from identity.user_subscription_state where user_id = '%s'
        """
                .formatted(user);
    }

    private static String usage(UUID plan) {
        return """
        select current_members, max_members
        from derived.family_plan_usage where family_plan_id = '%s'
        """
                .formatted(plan);
    }

    private static String paymentState(UUID payment) {
        return """
        select effective_status, refunded_amount_cents
        from derived.payment_state where payment_id = '%s'
        """
                .formatted(payment);
    }
}
