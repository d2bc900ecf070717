package dev.millrace.search.reindex;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.search.connection.SearchFaults;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.index.IndexVersions;
import dev.millrace.search.verification.IndexComparison;
import dev.millrace.search.verification.IndexVerification.CatchUp;
import dev.millrace.search.writer.IndexFill;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Builds one index anew from its topic beside the live one, compares it document by document with
 * what SQL says, and has the two change places in one call.
 *
 * <p>The live index is written and searched all the while. What was live is kept for the way back,
 * which is the same exchange. Whoever is killed leaves an index behind {@code <name>-next} that the
 * next run goes on with, and readers that see one index or the other, never none.
 */
public final class Reindex {

    private final SearchIndex index;
    private final ElasticsearchClient client;
    private final SearchSettings search;
    private final KafkaSettings kafka;
    private final Truth truth;
    private final IndexVersions versions;

    /** Compares the index behind an alias with what it must hold. */
    public interface Truth {
        IndexComparison compare(String alias, CatchUp catchUp, Duration patience);
    }

    /**
     * What came of it.
     *
     * @param live the index that readers see now
     * @param former the one that they saw before, which is kept
     */
    public record Exchanged(String live, String former) {}

    /**
     * @param client stays the caller's to close
     */
    public Reindex(
            SearchIndex index,
            ElasticsearchClient client,
            SearchSettings search,
            KafkaSettings kafka,
            Truth truth) {
        this.index = index;
        this.client = client;
        this.search = search;
        this.kafka = kafka;
        this.truth = truth;
        this.versions =
                new IndexVersions(
                        index,
                        client,
                        new IndexCreation(client, search.shards(), search.replicas()));
    }

    /**
     * Builds, compares and exchanges.
     *
     * @param recordsPerSecond the most that is written into the new index; 0 for no limit
     * @param patience longest time that the comparison takes
     * @param goOn told several times a second how far it is; false ends it
     * @return empty when it was ended; the next run goes on
     * @throws PipelineException saying what is in the way; readers go on seeing the live index
     */
    public Optional<Exchanged> run(
            int recordsPerSecond, Duration patience, Predicate<IndexFill.Progress> goOn) {
        try (IndexFill fill = begun(recordsPerSecond)) {
            IndexFill.Progress now = fill.step();
            while (!now.isAtEnd()) {
                if (!goOn.test(now)) {
                    return Optional.empty();
                }
                now = fill.step();
            }
            if (!goOn.test(now)) {
                return Optional.empty();
            }
            IndexComparison comparison =
                    truth.compare(versions.nextAlias(), fill::stepToEnd, patience);
            String live = versions.live();
            String next = versions.next().orElseThrow(this::somebodyElse);
            expectEqual(next, comparison);
            return Optional.of(exchanged(fill, live, next, () -> versions.promote(live, next)));
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index.name() + " cannot be built anew", e);
        }
    }

    /** One that was left for so long that its topic may have forgotten deletes is made anew. */
    private IndexFill begun(int recordsPerSecond) throws IOException {
        IndexFill fill = fillOf(versions.begin(), recordsPerSecond);
        if (fill.continues()) {
            return fill;
        }
        fill.close();
        versions.abandon();
        return fillOf(versions.begin(), recordsPerSecond);
    }

    private IndexFill fillOf(String concrete, int recordsPerSecond) {
        return new IndexFill(
                index,
                concrete,
                client,
                search.replicas(),
                kafka,
                Clock.systemUTC(),
                recordsPerSecond);
    }

    private static void expectEqual(String next, IndexComparison found) {
        long differences = found.missing() + found.surplus() + found.different();
        if (differences + found.undecided() > 0) {
            throw new PipelineException(
                    ErrorKind.TIMED_OUT,
                    "%s is not what SQL says: %d documents missing, %d too many, %d different, %d changed too often to tell%s; the live index stays"
                            .formatted(
                                    next,
                                    found.missing(),
                                    found.surplus(),
                                    found.different(),
                                    found.undecided(),
                                    found.examples().isEmpty()
                                            ? ""
                                            : ", for example " + found.examples()));
        }
    }

    /**
     * Gives readers the index again that they saw before, once it holds what was written since.
     *
     * @param patience longest time that this may take
     * @throws PipelineException when there is none, or one too old to be brought up to date
     */
    public Exchanged back(Duration patience) {
        try {
            String live = versions.live();
            String former =
                    versions.former()
                            .orElseThrow(() ->
                                    refused("there is no index before " + live + " to go back to"));
            try (IndexFill fill = fillOf(former, 0)) {
                if (!fill.continues()) {
                    throw refused(former + " was left for too long to be brought up to date");
                }
                fill.stepToEnd(patience);
                return exchanged(fill, live, former, () -> versions.goBack(live, former));
            }
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index.name() + " cannot be given back", e);
        }
    }

    private interface Exchange {
        void now() throws IOException;
    }

    /** The writer settles nothing more in the former index, so what it has settled is in both. */
    private static Exchanged exchanged(IndexFill fill, String live, String to, Exchange exchange)
            throws IOException {
        fill.stepToEnd(Duration.ofSeconds(10));
        exchange.now();
        fill.stepToEnd(Duration.ofSeconds(10));
        return new Exchanged(to, live);
    }

    /**
     * Deletes every index of this kind but the one that readers see: what was kept, and what was
     * begun.
     *
     * @return their names
     */
    public List<String> drop() {
        try {
            return versions.dropOthers();
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("old indexes of " + index.name() + " cannot be deleted", e);
        }
    }

    private PipelineException somebodyElse() {
        return refused("somebody else builds index " + index.name() + " anew, and was faster");
    }

    private static PipelineException refused(String why) {
        return new PipelineException(ErrorKind.SETTING_INVALID, why);
    }
}
