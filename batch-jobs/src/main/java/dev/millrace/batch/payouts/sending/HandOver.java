package dev.millrace.batch.payouts.sending;

/**
 * What a channel did.
 *
 * @param transfers how many transfers it was about
 * @param amount of all of them, in the minor unit of the currency
 * @param where the file, or the provider
 * @param state {@code released}, {@code paid}, {@code failed} or {@code unknown}: to be asked about
 *     again
 * @param reason why it failed or is unknown; else empty
 */
public record HandOver(
        String channel,
        long transfers,
        long amount,
        String currency,
        String where,
        String state,
        String reason) {

    /** Whether it needs another look. */
    public boolean isOpen() {
        return !state.equals("released") && !state.equals("paid");
    }
}
