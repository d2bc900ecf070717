package dev.millrace.batch.payouts.payee;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An account at a bank.
 *
 * @param number an IBAN, without spaces, or what the bank calls the account
 * @param bic code of the bank, 8 or 11 characters
 * @param clearing the bank in a national clearing system, such as {@code USABA:021000021}: the
 *     system's code in ISO 20022, a colon, the member
 */
public record BankAccount(String number, Optional<String> bic, Optional<String> clearing) {

    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final Pattern OTHER = Pattern.compile("[A-Za-z0-9/.-]{1,34}");
    private static final Pattern BIC =
            Pattern.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?");
    private static final Pattern CLEARING = Pattern.compile("[A-Z]{5}:[A-Za-z0-9]{1,35}");

    /**
     * @throws IllegalArgumentException naming the part that does not fit and what was expected,
     *     without its value
     */
    public BankAccount {
        number = number.replace(" ", "");
        if (IBAN.matcher(number.toUpperCase(Locale.ROOT)).matches()) {
            number = number.toUpperCase(Locale.ROOT);
            if (!hasRightCheckDigits(number)) {
                throw new IllegalArgumentException(
                        "the account looks like an IBAN, but its check digits are wrong");
            }
        } else if (!OTHER.matcher(number).matches()) {
            throw new IllegalArgumentException(
                    "the account is neither an IBAN nor up to 34 letters, digits, / . or -");
        }
        expect(bic, BIC, "bic", "8 or 11 capital letters and digits");
        expect(clearing, CLEARING, "clearing", "CODE:MEMBER such as USABA:021000021");
    }

    /** Whether the number is an IBAN; its check digits are right then. */
    public boolean isIban() {
        return IBAN.matcher(number).matches();
    }

    /** ISO 7064 MOD 97-10, as ISO 13616 asks for. */
    private static boolean hasRightCheckDigits(String iban) {
        StringBuilder digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4))
                .chars()
                .forEach(letter -> digits.append(Character.digit(letter, 36)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    private static void expect(
            Optional<String> value, Pattern pattern, String part, String expected) {
        if (value.isPresent() && !pattern.matcher(value.get()).matches()) {
            throw new IllegalArgumentException("the " + part + " is not " + expected);
        }
    }

    /** Without the number, which belongs in no log. */
    @Override
    public String toString() {
        return isIban() ? "an IBAN" : "a bank account";
    }
}
