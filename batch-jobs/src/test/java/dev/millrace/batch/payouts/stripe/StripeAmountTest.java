package dev.millrace.batch.payouts.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Stripe's own list of currencies, docs.stripe.com/currencies. */
class StripeAmountTest {

    @Test
    void amountsAreInStripesMinorUnits() {
        assertThat(StripeAmount.of(8500, "USD")).hasValue(8500);
        assertThat(StripeAmount.of(8500, "JPY")).hasValue(8500);
        assertThat(StripeAmount.of(8500, "KWD")).hasValue(8500);
        assertThat(StripeAmount.of(85, "ISK")).hasValue(8500);
        assertThat(StripeAmount.of(85, "UGX")).hasValue(8500);
        assertThat(StripeAmount.of(8500, "MGA")).hasValue(85);
    }

    @Test
    void whatStripeCannotWriteIsNotRounded() {
        assertThat(StripeAmount.of(8505, "KWD")).isEmpty();
        assertThat(StripeAmount.of(8501, "MGA")).isEmpty();
        assertThat(StripeAmount.of(1, "XAU")).isEmpty();
        assertThat(StripeAmount.of(1, "ABC")).isEmpty();
        assertThat(StripeAmount.of(Long.MAX_VALUE, "ISK")).isEmpty();
    }
}
