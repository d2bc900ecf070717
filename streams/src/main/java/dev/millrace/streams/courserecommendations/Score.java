package dev.millrace.streams.courserecommendations;

import dev.millrace.streams.courserecommendations.Course.Offer;
import dev.millrace.streams.numeric.PgLogarithm;
import dev.millrace.streams.numeric.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How well a course suits a person, 0 to 1: 0.4 times the share of their enrollments that are in
 * its category, 0.3 times its rating out of five, 0.2 times its reach, 0.1 times its youth; in
 * ten-thousandths, half away from zero, as PostgreSQL computes it.
 *
 * <p>A double tells the result unless it is next to the middle between two. Then, about once in a
 * million times, PostgreSQL's own digits are computed, at a thousand times the cost.
 */
final class Score {

    static final int DECIMALS = 4;

    private static final int UNITS = 10_000;

    // Doubles are right to 1e-11 of a unit here.
    private static final double TOO_CLOSE = 1e-6;

    private static final double MICROS_PER_MONTH = 30 * 86_400e6;
    private static final int MICROS_DECIMALS = 6;

    private static final BigDecimal SHARE_WEIGHT = new BigDecimal("0.4");
    private static final BigDecimal RATING_WEIGHT = new BigDecimal("0.3");
    private static final BigDecimal REACH_WEIGHT = new BigDecimal("0.2");
    private static final BigDecimal YOUTH_WEIGHT = new BigDecimal("0.1");
    private static final BigDecimal RATING_MOST = BigDecimal.valueOf(5);
    private static final BigDecimal TEN = BigDecimal.TEN;
    private static final BigDecimal DAY_SECONDS = BigDecimal.valueOf(86_400);
    private static final BigDecimal MONTH_DAYS = BigDecimal.valueOf(30);

    private Score() {}

    /** What of the score is the course's alone and stands still, 0 to 0.5. */
    static double merit(Offer offer) {
        double rating = offer.rating() == null ? 0 : offer.rating().doubleValue();
        double reach = Math.min(1, Math.log10(offer.enrollments() + 1.0) / 10);
        return 0.3 * rating / 5 + 0.2 * reach;
    }

    /**
     * The score in ten-thousandths.
     *
     * @param inCategory the person's enrollments in the course's category
     * @param enrollments all enrollments of the person
     * @param merit {@link #merit} of the offer
     * @param asOf in microseconds since 1970-01-01 UTC
     */
    static int of(long inCategory, long enrollments, Offer offer, double merit, long asOf) {
        double share = inCategory == 0 ? 0 : (double) inCategory / enrollments;
        double age = Math.max(0, (double) asOf - offer.publishedAt());
        double units = UNITS * (0.4 * share + merit + 0.1 * Math.exp(-age / MICROS_PER_MONTH));
        double whole = Math.floor(units);
        return Math.abs(units - whole - 0.5) < TOO_CLOSE
                ? exact(inCategory, enrollments, offer, asOf)
                : (int) (units - whole < 0.5 ? whole : whole + 1);
    }

    /** The same, digit for digit as in PostgreSQL. */
    static int exact(long inCategory, long enrollments, Offer offer, long asOf) {
        BigDecimal share =
                inCategory == 0
                        ? BigDecimal.ZERO
                        : PgNumeric.divide(
                                BigDecimal.valueOf(inCategory), BigDecimal.valueOf(enrollments));
        BigDecimal reach =
                PgNumeric.divide(PgLogarithm.log10(offer.enrollments() + 1), TEN)
                        .min(BigDecimal.ONE);
        BigDecimal sum =
                SHARE_WEIGHT
                        .multiply(share)
                        .add(
                                PgNumeric.divide(
                                        RATING_WEIGHT.multiply(rating(offer.rating())),
                                        RATING_MOST))
                        .add(REACH_WEIGHT.multiply(reach))
                        .add(YOUTH_WEIGHT.multiply(youth(offer.publishedAt(), asOf)));
        return PgNumeric.round(sum, DECIMALS).movePointRight(DECIMALS).intValueExact();
    }

    private static BigDecimal rating(@Nullable BigDecimal rating) {
        return rating == null ? BigDecimal.ZERO : rating;
    }

    private static BigDecimal youth(long publishedAt, long asOf) {
        // Wider than 64 bits: infinity stands at their ends.
        BigInteger age =
                BigInteger.valueOf(asOf)
                        .subtract(BigInteger.valueOf(publishedAt))
                        .max(BigInteger.ZERO);
        BigDecimal seconds = new BigDecimal(age.negate(), MICROS_DECIMALS);
        return PgLogarithm.exp(
                PgNumeric.divide(PgNumeric.divide(seconds, DAY_SECONDS), MONTH_DAYS));
    }
}
