package dev.millrace.batch.payouts.bank;

import dev.millrace.batch.payouts.payee.BankAccount;

/**
 * Who pays, and from which account.
 *
 * @param name as the bank knows the holder, 1 to 140 characters
 */
public record Debtor(String name, BankAccount account) {

    public Debtor {
        if (name.isBlank() || name.length() > 140) {
            throw new IllegalArgumentException("the name has not between 1 and 140 characters");
        }
    }
}
