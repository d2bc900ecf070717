package dev.millrace.streams.freshness;

import dev.millrace.schema.position.Lsn;

/**
 * Everything that had committed up to a position of the source's log.
 *
 * @param systemIdentifier of the cluster whose log it is
 * @param timeline of that cluster
 * @param lsn end of the last transaction that counts
 * @param commitMicros when that committed, microseconds since 1970-01-01 UTC
 * @param commits how many transactions ingest has published up to there
 */
record AsOf(String systemIdentifier, int timeline, Lsn lsn, long commitMicros, long commits) {

    /** Whether both are positions of one history, so that they can be compared. */
    boolean isComparableTo(AsOf other) {
        return systemIdentifier.equals(other.systemIdentifier) && timeline == other.timeline;
    }

    boolean isAfter(AsOf other) {
        return lsn.isAfter(other.lsn);
    }

    static AsOf earlier(AsOf one, AsOf other) {
        return other.lsn.isBefore(one.lsn) ? other : one;
    }
}
