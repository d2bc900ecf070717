package dev.millrace.search.writer;

/**
 * The version of a document in its index: what was read later from the topic is higher, and
 * whatever is read in a later epoch is higher than all before.
 *
 * <p>An epoch is one reading of a topic from its start. A new one begins when offsets cannot be
 * compared with those before: the topic was made anew, or has lost what the index has.
 */
final class DocumentVersion {

    /** Four million million records a partition; two million epochs. */
    private static final int OFFSET_BITS = 42;

    private static final long OFFSET_MAX = (1L << OFFSET_BITS) - 2;
    private static final long EPOCH_MAX = (1L << (Long.SIZE - 1 - OFFSET_BITS)) - 1;

    private DocumentVersion() {}

    /**
     * The version of what this record brings.
     *
     * @param epoch from 1
     * @param offset of the record in its partition
     */
    static long of(long epoch, long offset) {
        if (epoch < 1 || epoch > EPOCH_MAX || offset < 0 || offset > OFFSET_MAX) {
            throw new IllegalArgumentException(
                    "epoch %d, offset %d: expected 1 to %d, and 0 to %d"
                            .formatted(epoch, offset, EPOCH_MAX, OFFSET_MAX));
        }
        return (epoch << OFFSET_BITS) | (offset + 1);
    }
}
