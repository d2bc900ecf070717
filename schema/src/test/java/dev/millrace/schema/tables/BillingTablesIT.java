package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Plans, payments, invoices, purchases. */
class BillingTablesIT extends RollbackTest {

    /** N13, A06. */
    @Test
    void aPaymentOfTheProviderIsThereOnce() throws SQLException {
        rows.add("billing.payments", "provider_payment_intent_id", "pi_1");

        assertViolates(
                "payments_intent",
                () -> rows.add("billing.payments", "provider_payment_intent_id", "pi_1"));
        rows.add("billing.payments", "provider_payment_intent_id", "pi_1", "provider", "paypal");
    }

    /** N13. */
    @Test
    void aPersonWithPaymentsCannotBeDeleted() throws SQLException {
        UUID user = rows.add("identity.users");
        rows.add("billing.payments", "user_id", user);

        assertViolates(
                "payments_user_id_fkey",
                () -> rows.execute("delete from identity.users where id = ?", user));
    }

    /** N14, A07, the part of the tables. */
    @Test
    void aPlanHasOneActivePriceForEachIntervalAndCurrency() throws SQLException {
        UUID plan = rows.add("billing.plans");
        UUID price = rows.add("billing.plan_prices", "plan_id", plan);
        assertViolates(
                "plan_prices_current", () -> rows.add("billing.plan_prices", "plan_id", plan));
        rows.add("billing.plan_prices", "plan_id", plan, "billing_interval", "yearly");
        rows.add("billing.plan_prices", "plan_id", plan, "currency", "EUR");

        rows.execute("update billing.plan_prices set is_active = false where id = ?", price);

        rows.add("billing.plan_prices", "plan_id", plan);
    }

    /** N15, the part of the tables. */
    @Test
    void anInvoiceAddsUp() throws SQLException {
        rows.add(
                "billing.invoices",
                "subtotal_cents",
                1000,
                "tax_amount_cents",
                90,
                "discount_amount_cents",
                100,
                "total_amount_cents",
                990);

        assertViolates(
                "invoices_check",
                () ->
                        rows.add(
                                "billing.invoices",
                                "subtotal_cents",
                                1000,
                                "tax_amount_cents",
                                90,
                                "total_amount_cents",
                                1000));
    }

    /** E18. */
    @Test
    void aSubscriptionPeriodEndsAfterItStarts() throws SQLException {
        assertViolates(
                "subscriptions_check",
                () ->
                        rows.add(
                                "billing.subscriptions",
                                "current_period_start",
                                "2026-03-01",
                                "current_period_end",
                                "2026-03-01"));
    }

    /** E18. */
    @Test
    void thePlanKeepsItsLimits() throws SQLException {
        UUID plan =
                rows.add(
                        "billing.plans",
                        "limits",
                        "{\"projects\": 3}",
                        "course_limit",
                        12,
                        "max_members",
                        6);

        assertThat(
                        rows.text(
                                """
                                select limits ->> 'projects' || ' ' || course_limit || ' '
                                    || max_members
                                from billing.plans
                                where id = ?
                                """,
                                plan))
                .isEqualTo("3 12 6");
    }

    /** E19, the part of the tables. */
    @Test
    void aCourseIsBoughtOnceAndAgainAfterAFailure() throws SQLException {
        UUID user = rows.add("identity.users");
        UUID course = rows.add("learning.courses");
        buy(user, course, "failed");
        buy(user, course, "refunded");
        buy(user, course, "pending");

        assertViolates("course_purchases_open", () -> buy(user, course, "pending"));
        assertViolates("course_purchases_open", () -> buy(user, course, "completed"));
    }

    /** E20, the part of the tables. */
    @Test
    void aMovementOfTheProviderIsInTheLedgerOnce() throws SQLException {
        UUID user = rows.add("identity.users");
        ledger(user, "payment");

        assertViolates("payment_transactions_external", () -> ledger(user, "payment"));
        ledger(user, "refund");
    }

    /** G02: an individual subscription, a family's, none. */
    @Test
    void theSubscriptionStateOfAPersonIsTheirOwnOrTheFamilys() throws SQLException {
        UUID individual = rows.add("billing.plans", "kind", "individual");
        UUID family = rows.add("billing.plans", "kind", "family");
        UUID single = rows.add("identity.users");
        UUID parent = rows.add("identity.users");
        UUID child = rows.add("identity.users");
        UUID nobody = rows.add("identity.users");
        rows.add(
                "billing.subscriptions",
                "user_id",
                single,
                "plan_id",
                individual,
                "status",
                "active");
        UUID shared =
                rows.add(
                        "billing.subscriptions",
                        "user_id",
                        parent,
                        "plan_id",
                        family,
                        "status",
                        "active");
        UUID plan =
                rows.add(
                        "billing.family_plans",
                        "primary_user_id",
                        parent,
                        "subscription_id",
                        shared);
        rows.add("billing.family_plan_members", "family_plan_id", plan, "user_id", child);

        assertThat(stateOf(single)).isEqualTo("active individual 2026-04-01 false");
        assertThat(stateOf(parent)).isEqualTo("active family 2026-04-01 false");
        assertThat(stateOf(child)).isEqualTo("active family 2026-04-01 true");
        assertThat(stateOf(nobody)).isEqualTo("none none none none");
    }

    /** G03: no clock in a check, so a person whose subscription ended can still be changed. */
    @Test
    void aPersonWhoseSubscriptionEndedCanStillLogIn() throws SQLException {
        UUID user = rows.add("identity.users");
        rows.add(
                "billing.subscriptions",
                "user_id",
                user,
                "status",
                "active",
                "current_period_start",
                "2020-01-01",
                "current_period_end",
                "2020-02-01");

        int updated =
                rows.execute("update identity.users set last_login_at = now() where id = ?", user);

        assertThat(updated).isEqualTo(1);
    }

    /** G10, the part of the tables. */
    @Test
    void anOrderHasItsOwnNumberAndAnAmount() throws SQLException {
        rows.add("billing.orders", "order_number", "G-1");

        assertViolates(
                "orders_order_number_key", () -> rows.add("billing.orders", "order_number", "G-1"));
        assertViolates(
                "orders_amount_cents_check", () -> rows.add("billing.orders", "amount_cents", 0));
    }

    /** K08. */
    @Test
    void anExpiredCardCanBeDeactivated() throws SQLException {
        UUID user = rows.add("identity.users");
        UUID card =
                rows.add(
                        "billing.payment_methods",
                        "user_id",
                        user,
                        "expiry_month",
                        1,
                        "expiry_year",
                        2020,
                        "is_default",
                        true);
        assertViolates(
                "payment_methods_one_default",
                () -> rows.add("billing.payment_methods", "user_id", user, "is_default", true));

        rows.execute("update billing.payment_methods set active = false where id = ?", card);

        rows.add("billing.payment_methods", "user_id", user, "is_default", true);
    }

    /** K09. */
    @Test
    void feeAndPractitionerShareMakeUpThePayment() throws SQLException {
        UUID practitioner = rows.add("wellness.practitioners");

        assertViolates("payments_check", () -> split(practitioner, 1500, 8499));
        split(practitioner, 1500, 8500);
        rows.add("billing.payments", "payment_type", "tip");
        rows.add("billing.payments", "payment_type", "subscription");
    }

    private void buy(UUID user, UUID course, String status) throws SQLException {
        rows.add(
                "billing.course_purchases", "user_id", user, "course_id", course, "status", status);
    }

    private void ledger(UUID user, String type) throws SQLException {
        rows.add(
                "billing.payment_transactions",
                "user_id",
                user,
                "external_transaction_id",
                "ch_1",
                "transaction_type",
                type);
    }

    private void split(UUID practitioner, int fee, int share) throws SQLException {
        rows.add(
                "billing.payments",
                "practitioner_id",
                practitioner,
                "amount_cents",
                10000,
                "platform_fee_cents",
                fee,
                "practitioner_amount_cents",
                share);
    }

    private String stateOf(UUID user) throws SQLException {
        return String.valueOf(
                rows.text(
                        """
                        select concat_ws(' ',
                            coalesce(subscription_status::text, 'none'),
                            coalesce(subscription_type::text, 'none'),
                            coalesce((subscription_expiry at time zone 'UTC')::date::text, 'none'),
                            coalesce(via_family::text, 'none'))
                        from identity.user_subscription_state
                        where user_id = ?
                        """,
                        user));
    }
}
