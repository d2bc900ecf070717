package dev.millrace.batch.payouts;

/**
 * What a run of payouts goes by, unless it is told otherwise. Amounts are in the minor unit of the
 * currency that they are compared with.
 *
 * @param holdDays days before the end of the period whose payments wait for the next run
 * @param minimumCents what a payout is at least; a practitioner's own minimum counts when it is
 *     more
 * @param maximumCents what a payout is at most, a larger one waits for a person; 0 for no limit
 * @param automaticBelowCents a batch whose payouts are all below this is approved by itself; 0 for
 *     none
 * @param channels the ways on which money can go
 */
public record PayoutSettings(
        int holdDays,
        long minimumCents,
        long maximumCents,
        long automaticBelowCents,
        ChannelSettings channels) {

    /** Nothing is held back, a person approves everything, and nothing can be sent. */
    public static final PayoutSettings DEFAULTS =
            new PayoutSettings(0, 1, 0, 0, ChannelSettings.NONE);

    public PayoutSettings {
        atLeast("batch.payouts.hold-days", holdDays, 0);
        atLeast("batch.payouts.minimum", minimumCents, 1);
        atLeast("batch.payouts.maximum", maximumCents, 0);
        atLeast("batch.payouts.automatic-below", automaticBelowCents, 0);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected " + least + " or more");
        }
    }
}
