package dev.millrace.schema.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requirement 33: when a transaction ends, each posting balances in each currency, whatever the
 * statements are that made it. The end is what {@code set constraints} brings forward.
 */
class BalancedPostingsIT extends RollbackTest {

    private final UUID posting = UUID.randomUUID();

    private UUID dollars;
    private UUID otherDollars;
    private UUID yen;

    @BeforeEach
    void openAccounts() throws SQLException {
        dollars = account("held", "USD");
        otherDollars = account("sending", "USD");
        yen = account("held", "JPY");
        become("millrace_batch");
    }

    @Test
    void halvesMayComeInTwoStatements() throws SQLException {
        post(entry(dollars, 5, "USD"));
        post(entry(otherDollars, -5, "USD"));

        end();

        assertThat(rows.count("select from billing.ledger_open_postings")).isZero();
        assertThat(rows.count("select from billing.ledger_entries")).isEqualTo(2);
    }

    @Test
    void statementThatBalancesByItselfLeavesNothingToCheck() throws SQLException {
        post(entry(dollars, 5, "USD"), entry(otherDollars, -5, "USD"));

        assertThat(rows.count("select from billing.ledger_open_postings")).isZero();
        end();
    }

    @Test
    void halfOfAPostingIsRefused() throws SQLException {
        post(entry(dollars, 5, "USD"));

        assertThatThrownBy(this::end)
                .hasMessageContaining("posting %s does not balance: USD 5".formatted(posting));
    }

    @Test
    void currenciesDoNotMakeUpForEachOther() throws SQLException {
        post(entry(dollars, 5, "USD"), entry(yen, -5, "JPY"));

        assertViolates("ledger_balanced", this::end);
    }

    @Test
    void halfWhoseOtherHalfIsTakenBackIsRefused() throws SQLException {
        post(entry(dollars, 5, "USD"));
        Savepoint before = connection.setSavepoint();
        post(entry(otherDollars, -5, "USD"));
        connection.rollback(before);

        assertViolates("ledger_balanced", this::end);
    }

    @Test
    void entryThatIsAddedToABalancedPostingIsRefused() throws SQLException {
        post(entry(dollars, 5, "USD"), entry(otherDollars, -5, "USD"));
        end();
        rows.execute("set constraints all deferred");
        post(entry(yen, 1, "JPY"));

        assertViolates("ledger_balanced", this::end);
    }

    @Test
    void postingsAreNotMixedUp() throws SQLException {
        rows.execute(
                """
                insert into billing.ledger_entries
                    (posting_id, account_id, reason, amount_cents, currency)
                values %s, %s
                """
                        .formatted(
                                entry(dollars, 5, "USD"),
                                entry(otherDollars, -5, "USD")
                                        .replace(
                                                posting.toString(), UUID.randomUUID().toString())));

        assertViolates("ledger_balanced", this::end);
    }

    private UUID account(String kind, String currency) throws SQLException {
        return rows.add("billing.ledger_accounts", "kind", kind, "currency", currency);
    }

    private String entry(UUID account, long amount, String currency) {
        return "('%s', '%s', 'paid', %d, '%s')".formatted(posting, account, amount, currency);
    }

    private void post(String... entries) throws SQLException {
        rows.execute(
                """
                insert into billing.ledger_entries
                    (posting_id, account_id, reason, amount_cents, currency)
                values %s
                """
                        .formatted(String.join(", ", entries)));
    }

    private void end() throws SQLException {
        rows.execute("set constraints all immediate");
    }
}
