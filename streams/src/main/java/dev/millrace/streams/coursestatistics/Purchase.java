package dev.millrace.streams.coursestatistics;

import dev.millrace.streams.coursestatistics.CourseFact.Sale;

/** A paid purchase of a course, before it is known what its payment gave back. */
record Purchase(String course, String currency, boolean refunded, long cents) {

    /**
     * What the purchase brings to the course.
     *
     * @param refundsOfPayment sum of the succeeded refunds of its payment, in cents; a purchase
     *     refunded as a whole gives back everything, whatever its payment says
     */
    Sale sale(long refundsOfPayment) {
        return new Sale(currency, !refunded, cents, refunded ? cents : refundsOfPayment);
    }
}
