package dev.millrace.bench.search;

import dev.millrace.bench.report.MarkdownReport;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.search.indexer.IndexerKind;
import dev.millrace.bench.search.load.Visitors;
import dev.millrace.bench.search.load.Writers;
import dev.millrace.bench.search.measure.BareBulk;
import dev.millrace.bench.search.measure.PreparedDocuments;
import dev.millrace.bench.search.probe.SearchProbes;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What a run measured.
 *
 * @param settings what was asked
 * @param versions what the servers call themselves
 * @param data the rows at the beginning
 * @param prepared the documents at the beginning
 * @param bulks the limit, measured so many times
 * @param results one an indexer
 */
public record SearchReport(
        SearchBenchSettings settings,
        String versions,
        SearchData data,
        PreparedDocuments prepared,
        List<BareBulk> bulks,
        List<IndexerResult> results) {

    public SearchReport {
        bulks = List.copyOf(bulks);
        results = List.copyOf(results);
    }

    /**
     * The report in Markdown.
     *
     * @param command what repeats it
     */
    public List<String> lines(String command) {
        MarkdownReport report = new MarkdownReport("Search indexes, side by side", command);
        report.fact(
                "%s, Kafka %s, embedded, one broker, commits synced to disk; an index has one shard and no copy, refresh interval 1 s"
                        .formatted(versions, AppInfoParser.getVersion()));
        for (IndexerKind kind : settings.indexers()) {
            report.fact(kind.title() + ": " + kind.notes());
        }
        report.fact(
                "scale %s: rows %s; %,d documents of %,d bytes at the mean"
                        .formatted(
                                settings.scale(),
                                data.rows().entrySet().stream()
                                        .map(table ->
                                                "%s %,d"
                                                        .formatted(
                                                                table.getKey()
                                                                        .replaceFirst(".*\\.", ""),
                                                                table.getValue()))
                                        .collect(Collectors.joining(", ")),
                                prepared.documents(),
                                prepared.bytes() / Math.max(1, prepared.documents())));
        if (settings.nice() > 0) {
            report.fact(
                    "the broker and the indexers give way to the database, the search server, the application and the visitors on the processors: nice %d, the others 0"
                            .formatted(settings.nice()));
        }
        report.section("Targets", new SearchTargets(this).lines());
        report.section("First build", SearchTables.builds(this));
        report.paragraph(
                "From the start of the indexer's process, with no topic, no state and no index, until every document is in the four indexes: ours reads the tables into Kafka, computes the stores, joins the documents and writes them; it is done when derived.await says so of each index. Every index is compared with the oracle, document by document, right after. The limit: the same documents from a file in requests of %,d, %d at once, by a bare HTTP client, median of %d after one to warm up; its own CPU is that of the benchmark's process. Reindexed is what `./millrace reindex` does without its comparison with SQL, which follows each and found nothing wrong."
                        .formatted(BareBulk.BULK, BareBulk.IN_FLIGHT, bulks.size()));
        report.section("Commit to found", SearchTables.freshness(this));
        report.paragraph(
                "%d probes a second of each kind among the changes, looked for by searches every %d ms, the same way for both; from just before the commit to the answer that shows it. %d s after %d s of warm-up at the rate, %d connections, one row a transaction: contents of lessons, courses, reviews and practitioners, names of people, votes, stars, days, lessons unpublished and published again."
                        .formatted(
                                SearchProbes.PER_SECOND,
                                SearchProbes.LOOK.toMillis(),
                                settings.time().toSeconds(),
                                settings.warmUp().toSeconds(),
                                Writers.CONNECTIONS));
        report.section("Searches meanwhile", SearchTables.searches(this));
        report.paragraph(
                "%d searches a second by the typed queries: courses with their counts, lessons, practitioners of a weekday by rating, reviews, titles that begin with what was typed. From the moment when one is due by the timetable, which waits for no answer, to its answer read; without the searches for probes."
                        .formatted(Visitors.PER_SECOND));
        report.section("CPU and memory at that rate", SearchTables.machinery(this));
        report.section("A parent with many children", SearchTables.fanOuts(this));
        report.paragraph(
                "The teacher of so many courses gets another name; from just before the commit until a search finds it in every one of them, given up after %d s. Meanwhile probes of other courses go on."
                        .formatted(settings.patience().toSeconds()));
        report.section("Right or wrong", SearchTables.verdicts(this));
        report.paragraph(
                "After all of that, when nobody writes any more: each document against the oracle, both ways.");
        return report.unfinished(results, result -> result.kind().title(), IndexerResult::failure)
                .lines();
    }
}
