package dev.millrace.search.verification;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.search.connection.SearchFaults;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Compares an index with its oracle beside the traffic, document by document.
 *
 * <p>Each look takes one moment of the source tables, waits until the index holds every commit up
 * to it, and then reads what readers find. A later commit may have changed a document between the
 * two moments: so who differs is looked at again. Who is equal once is right, who differs in the
 * same way for three seconds stood still and is wrong.
 */
public final class IndexVerification {

    private static final Duration STANDING = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final long AWAIT_NANOS = Duration.ofSeconds(5).toNanos();

    private final ElasticsearchClient client;
    private final OracleDocuments oracle;
    private final int examplesMax;

    /** Both sides of a document; null where it was not there. */
    private record Pair(@Nullable DocumentHash found, @Nullable DocumentHash expected) {}

    private record Standing(Pair pair, long since) {}

    private record Look(Map<String, Pair> differing, long documents, long expected, Lsn asOf) {}

    /**
     * @param client stays the caller's to close
     * @param database seen by a role that may read schema {@code oracle} and call {@code
     *     derived.await}
     * @param examplesMax how many differing documents to name
     */
    public IndexVerification(
            ElasticsearchClient client, DatabaseSettings database, int examplesMax) {
        this.client = client;
        this.oracle = new OracleDocuments(database);
        this.examplesMax = examplesMax;
    }

    /**
     * Compares an index.
     *
     * @param patience longest wait for the index, and longest time for documents to stand still
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when the index does not get as far as
     *     the source was, or when a server does not answer or refuses
     */
    public IndexComparison compare(SearchIndex index, Duration patience) {
        return compare(new Subject(index, index.name(), deadline -> {}, true), patience);
    }

    /** Brings an index up to what its topic holds, before that is read. */
    public interface CatchUp {

        /**
         * Comes back when everything is in the index that its topic held at the call.
         *
         * @throws PipelineException when it does not get there in this time
         */
        void within(Duration patience);
    }

    /**
     * Compares an index that no writer writes, as {@link #compare(SearchIndex, Duration)} does.
     * When the live one is held by what it lacks, nobody can say what the topic holds: then it is
     * compared as it is, and what comes late counts as different unless it comes within seconds.
     *
     * @param alias what leads to it and hides soft tombstones
     * @param catchUp called when the topic holds every commit that is to be compared
     */
    public IndexComparison compare(
            SearchIndex index, String alias, CatchUp catchUp, Duration patience) {
        return compare(new Subject(index, alias, catchUp, false), patience);
    }

    private IndexComparison compare(Subject subject, Duration patience) {
        SearchIndex index = subject.index();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            return compare(subject, deadline);
        } catch (SQLException e) {
            throw unreadable(index, e);
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index.name() + " cannot be compared", e);
        }
    }

    /**
     * Compares what readers find now with what SQL says now, whoever has filled the index: for
     * times when nobody writes, since it waits for nothing and looks once.
     */
    public IndexComparison compareAtRest(SearchIndex index) {
        try {
            OracleDocuments.Moment moment = oracle.read(index);
            Look look = look(moment, index.name());
            return comparison(index, look, look.differing(), 0, look.asOf());
        } catch (SQLException e) {
            throw unreadable(index, e);
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index.name() + " cannot be compared", e);
        }
    }

    private static PipelineException unreadable(SearchIndex index, SQLException e) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                "%s cannot be compared: %s".formatted(index.oracleName(), e.getMessage()),
                e);
    }

    private record Subject(SearchIndex index, String alias, CatchUp catchUp, boolean isLive) {}

    private IndexComparison compare(Subject subject, long deadline)
            throws SQLException, IOException {
        Look look = look(subject, deadline);
        Lsn asOf = look.asOf();
        Map<String, Standing> open = new HashMap<>();
        long now = System.nanoTime();
        look.differing().forEach((id, pair) -> open.put(id, new Standing(pair, now)));
        Map<String, Pair> confirmed = new TreeMap<>();
        while (confirmed.size() < open.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            look = look(subject, deadline);
            follow(open, look.differing());
            confirmed.clear();
            open.forEach((id, standing) -> {
                if (System.nanoTime() - standing.since >= STANDING.toNanos()) {
                    confirmed.put(id, standing.pair);
                }
            });
        }
        return comparison(subject.index(), look, confirmed, open.size() - confirmed.size(), asOf);
    }

    /** Leaves out who is equal now, and begins anew with who differs in another way. */
    private static void follow(Map<String, Standing> open, Map<String, Pair> differing) {
        open.keySet().retainAll(differing.keySet());
        long now = System.nanoTime();
        open.replaceAll((id, before) -> {
            Pair pair = Objects.requireNonNull(differing.get(id));
            return pair.equals(before.pair) ? before : new Standing(pair, now);
        });
    }

    private Look look(Subject subject, long deadline) throws SQLException, IOException {
        SearchIndex index = subject.index();
        OracleDocuments.Moment moment = oracle.read(index);
        if (!awaited(subject, moment.lsn(), deadline)) {
            throw new PipelineException(
                    ErrorKind.TIMED_OUT,
                    "index %s does not hold every commit up to %s in time; ./millrace status says why"
                            .formatted(index.name(), moment.lsn()));
        }
        subject.catchUp().within(Duration.ofNanos(deadline - System.nanoTime()));
        return look(moment, subject.alias());
    }

    private boolean awaited(Subject subject, String lsn, long deadline) throws SQLException {
        boolean isThere = false;
        for (long left = deadline - System.nanoTime();
                !isThere && left > 0;
                left = deadline - System.nanoTime()) {
            if (!subject.isLive() && oracle.isHeld(subject.index())) {
                return true;
            }
            isThere =
                    oracle.await(
                            subject.index(), lsn, Duration.ofNanos(Math.min(left, AWAIT_NANOS)));
        }
        return isThere;
    }

    private Look look(OracleDocuments.Moment moment, String alias) throws IOException {
        Map<String, DocumentHash> found = IndexDocuments.read(client, alias);
        Map<String, Pair> differing = new HashMap<>();
        moment.documents()
                .forEach((id, expected) -> {
                    DocumentHash there = found.get(id);
                    if (!expected.equals(there)) {
                        differing.put(id, new Pair(there, expected));
                    }
                });
        found.forEach((id, there) -> {
            if (!moment.documents().containsKey(id)) {
                differing.put(id, new Pair(there, null));
            }
        });
        return new Look(
                differing, found.size(), moment.documents().size(), Lsn.parse(moment.lsn()));
    }

    private IndexComparison comparison(
            SearchIndex index, Look look, Map<String, Pair> differing, long undecided, Lsn asOf) {
        long missing = differing.values().stream().filter(p -> p.found() == null).count();
        long surplus = differing.values().stream().filter(p -> p.expected() == null).count();
        List<String> examples = differing.keySet().stream().limit(examplesMax).toList();
        return new IndexComparison(
                index,
                look.documents(),
                look.expected(),
                missing,
                surplus,
                differing.size() - missing - surplus,
                undecided,
                asOf,
                examples);
    }
}
