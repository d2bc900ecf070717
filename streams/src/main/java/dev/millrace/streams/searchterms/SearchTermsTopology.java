package dev.millrace.streams.searchterms;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.GroupTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.search_terms_daily}: a row for every day, type and term that was searched.
 *
 * <p>It reads one table. A search and its click, which comes later as an update, are one row;
 * searches of one transaction show one after the other.
 */
public final class SearchTermsTopology {

    private SearchTermsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        new GroupTotals(DerivedStores.SEARCH_TERMS_DAILY, builder, hop)
                .add("analytics.search_events", SearchTerms::ofSearch)
                .publish(SearchTerms::row);
    }
}
