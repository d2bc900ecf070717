package dev.millrace.search.document;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentAssembly.OwnChange;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.slim.SlimStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;

/**
 * Builds the topology of an index: things, each with a row of its own, and the rows of other tables
 * that belong to them.
 *
 * <pre>
 * things --------------------------------------------------------------------+
 * rows with the thing's key -------------------------------------------------+
 * children --(by-document)---------------------------------------------------+-- documents
 * things --(by-KIND)--+                                                      |
 * what they name -----+-- pairs --(by-document)------------------------------+
 * links --(by-KIND)--+                                                       |
 * what they name ----+-- pairs --(by-document)-------------------------------+
 * </pre>
 *
 * <p>In brackets the repartition topics. A change of a child costs one document. A change of what
 * many things name walks them all: one small record each, and one document where it shows. Every
 * row travels apart: between the changes of one transaction a reader may see one before the other,
 * and with the last of them the document is what SQL says.
 */
public final class DocumentTopology {

    private static final String OWN = "own";
    private static final String BY_DOCUMENT = "by-document";

    private final SearchIndex index;
    private final String prefix;
    private final StreamsBuilder builder;
    private final Hop hop;
    private final KStream<RowKey, Fact> own;
    private final List<KStream<RowKey, ChildChange<Fact>>> elsewhere = new ArrayList<>();
    private final List<KStream<RowKey, ChildChange<Fact>>> here = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();

    private record Reference(
            String kind,
            String column,
            TopicSpec<RowKey, Row> named,
            Function<Row, @Nullable Fact> fact) {

        /** Where a thing belongs: at what it names, null for nowhere. */
        @Nullable Placement<Fact> of(RowKey thing, @Nullable Fact own) {
            String name = own == null ? null : own.textOrNull(column);
            return name == null ? null : new Placement<>(RowKey.of(name), thing, Fact.PRESENT);
        }
    }

    private DocumentTopology(
            SearchIndex index,
            String prefix,
            StreamsBuilder builder,
            Hop hop,
            KStream<RowKey, Fact> own) {
        this.index = index;
        this.prefix = prefix;
        this.builder = builder;
        this.hop = hop;
        this.own = own;
    }

    /**
     * Begins with the things themselves.
     *
     * @param things rows by the document's id
     * @param own what matters of a row; null for one that is never in the index
     */
    public static DocumentTopology of(
            SearchIndex index,
            StreamsBuilder builder,
            Hop hop,
            TopicSpec<RowKey, Row> things,
            Function<Row, @Nullable Fact> own) {
        return of(index, "", builder, hop, things, own);
    }

    /**
     * Begins with things of one sort, where an index holds several.
     *
     * @param sort before the names of what all sorts have; kinds of facts must differ by themselves
     */
    public static DocumentTopology of(
            SearchIndex index,
            String sort,
            StreamsBuilder builder,
            Hop hop,
            TopicSpec<RowKey, Row> things,
            Function<Row, @Nullable Fact> own) {
        String prefix = sort.isEmpty() ? "" : sort + "-";
        return new DocumentTopology(
                index, prefix, builder, hop, SlimStream.of(builder, prefix + OWN, things, own));
    }

    /** Adds rows that have the document's key, one at most for each document. */
    public DocumentTopology same(
            String kind, TopicSpec<RowKey, Row> rows, Function<Row, @Nullable Fact> fact) {
        here.add(
                SlimStream.of(builder, kind, rows, fact)
                        .mapValues(
                                value -> new ChildChange<>(RowKey.of(kind), value),
                                Named.as(kind + "-same")));
        return this;
    }

    /**
     * Adds rows that name the document.
     *
     * @param column of the row that holds the document's id; null there for none
     */
    public DocumentTopology children(
            String kind,
            TopicSpec<RowKey, Row> rows,
            String column,
            Function<Row, @Nullable Fact> fact) {
        elsewhere.add(
                new ChildRouter<>(kind + "-placed", new FactSerde())
                        .route(
                                builder,
                                kind,
                                rows,
                                row -> placed(row, column, fact.apply(row), kind)));
        return this;
    }

    /**
     * Adds what the things name. A thing that is new is shown once it is known of each whether it
     * is there.
     *
     * @param column of the thing's fact that holds the key of what it names, or null
     * @param named rows that are named
     */
    public DocumentTopology reference(
            String kind,
            String column,
            TopicSpec<RowKey, Row> named,
            Function<Row, @Nullable Fact> fact) {
        references.add(new Reference(kind, column, named, fact));
        return this;
    }

    /**
     * Adds what links name for the document.
     *
     * @param links rows that tie one to the other
     * @param document column of a link that holds the document's id
     * @param column column of a link that holds the key of what it names
     * @param named rows that are named
     */
    public DocumentTopology linked(
            String kind,
            TopicSpec<RowKey, Row> links,
            String document,
            String column,
            TopicSpec<RowKey, Row> named,
            Function<Row, @Nullable Fact> fact) {
        KStream<RowKey, ChildChange<Fact>> routed =
                new ChildRouter<>(kind + "-placed", new FactSerde())
                        .route(
                                builder,
                                kind + "-links",
                                links,
                                row ->
                                        new Placement<>(
                                                RowKey.of(row.text(column)),
                                                RowKey.of(row.text(document)),
                                                Fact.PRESENT));
        elsewhere.add(pairs(kind, routed, named, fact, null));
        return this;
    }

    /** Ends with the documents, which leave for the index's topic. */
    public void publish(DocumentRule rule) {
        Map<String, String> columns = new HashMap<>();
        references.forEach(reference -> columns.put(reference.kind(), reference.column()));
        DocumentAssembly assembly = new DocumentAssembly(prefix + index.name(), rule, columns);
        KStream<RowKey, OwnChange> changes = assembly.changes(own);
        references.forEach(reference -> elsewhere.add(pairs(reference, changes)));
        KStream<RowKey, ChildChange<Fact>> facts = null;
        if (!elsewhere.isEmpty()) {
            facts =
                    hop.through(
                            merged(prefix + BY_DOCUMENT, elsewhere),
                            prefix + BY_DOCUMENT,
                            new FactSerde());
        }
        if (!here.isEmpty()) {
            KStream<RowKey, ChildChange<Fact>> local = merged(prefix + "same", here);
            facts = facts == null ? local : facts.merge(local, Named.as(prefix + "facts"));
        }
        if (facts == null) {
            throw new IllegalStateException(
                    "index " + index.name() + " joins nothing: add a table first");
        }
        TopicSpec<RowKey, Row> topic = Topics.documents(index);
        assembly.documents(changes, facts)
                .to(
                        topic.name(),
                        Produced.with(topic.keySerde(), topic.valueSerde())
                                .withName(prefix + "sink"));
    }

    /* What a thing names is known from its own row: no router remembers it. */
    private KStream<RowKey, ChildChange<Fact>> pairs(
            Reference reference, KStream<RowKey, OwnChange> changes) {
        KStream<RowKey, ChildChange<Fact>> routed =
                changes.flatMap(
                        (thing, change) -> {
                            List<KeyValue<RowKey, ChildChange<Fact>>> moves = new ArrayList<>();
                            Placement.move(
                                    reference.of(thing, change.before()),
                                    reference.of(thing, change.after()),
                                    (named, move) -> moves.add(KeyValue.pair(named, move)));
                            return moves;
                        },
                        Named.as(reference.kind() + "-route"));
        return pairs(reference.kind(), routed, reference.named(), reference.fact(), Fact.ABSENT);
    }

    private KStream<RowKey, ChildChange<Fact>> pairs(
            String kind,
            KStream<RowKey, ChildChange<Fact>> routed,
            TopicSpec<RowKey, Row> named,
            Function<Row, @Nullable Fact> fact,
            @Nullable Fact otherwise) {
        return new FanOut<Fact, Fact, Fact>(
                        kind,
                        new FactSerde(),
                        new FactSerde(),
                        (key, value, child, present) -> {
                            Fact brought = value == null ? otherwise : value;
                            return brought == null
                                    ? null
                                    : new Placement<>(
                                            RowKey.of(child.value(0)), below(kind, key), brought);
                        })
                .of(
                        SlimStream.of(builder, kind + "-named", named, fact),
                        hop.through(routed, "by-" + kind, new FactSerde()));
    }

    private static @Nullable Placement<Fact> placed(
            Row row, String column, @Nullable Fact fact, String kind) {
        String document = row.textOrNull(column);
        return fact == null || document == null
                ? null
                : new Placement<>(RowKey.of(document), RowKey.of(kind, row.text("id")), fact);
    }

    private static RowKey below(String kind, RowKey key) {
        List<String> path = new ArrayList<>(List.of(kind));
        path.addAll(key.values());
        return new RowKey(path);
    }

    private static KStream<RowKey, ChildChange<Fact>> merged(
            String name, List<KStream<RowKey, ChildChange<Fact>>> streams) {
        KStream<RowKey, ChildChange<Fact>> merged = streams.getFirst();
        for (int i = 1; i < streams.size(); i++) {
            merged = merged.merge(streams.get(i), Named.as(name + "-merge-" + i));
        }
        return merged;
    }
}
