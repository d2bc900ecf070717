package dev.millrace.batch.payouts.provider;

/**
 * What reading a file came to.
 *
 * @param wasReadBefore the same bytes were read before, and nothing was changed now
 * @param records how many the file has
 */
public record RecordReport(boolean wasReadBefore, int records) {}
