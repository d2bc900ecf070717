package dev.millrace.streams.versions;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The versions of one store, as the database says.
 *
 * @param store name of its table
 * @param phase what they are about to do
 * @param restarts how often a restart was asked for
 * @param note how the last change ended; empty for none
 * @param live the one that readers see
 * @param shadow the one beside it; empty for none
 */
public record StoreVersions(
        String store,
        Phase phase,
        long restarts,
        Optional<String> note,
        Entry live,
        Optional<Entry> shadow) {

    /**
     * A version.
     *
     * @param version N in {@code millrace.<store>.v<N>}
     * @param signature what its state was made by; empty before its first start
     * @param rowsPerSecond the most that each process reads for it while it is beside the live one;
     *     empty for no limit
     */
    public record Entry(int version, Optional<String> signature, OptionalInt rowsPerSecond) {

        /** {@code millrace.<store>.v<N>}: application id and consumer group. */
        public String applicationId(String store) {
            return "millrace." + processor(store);
        }

        /** {@code <store>.v<N>}: who applied an offset, in {@code derived.applied_offsets}. */
        public String processor(String store) {
            return store + ".v" + version;
        }
    }

    /** The version of a side; empty when there is none. */
    public Optional<Entry> of(boolean isShadow) {
        return isShadow ? shadow : Optional.of(live);
    }
}
