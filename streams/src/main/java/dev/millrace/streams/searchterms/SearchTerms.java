package dev.millrace.streams.searchterms;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.UtcDay;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import dev.millrace.streams.text.PgText;

/** The rules of {@code derived.search_terms_daily}, free of Kafka. */
final class SearchTerms {

    private static final String SEARCHES = "searches";
    private static final String WITHOUT_RESULT = "zero_result_searches";
    private static final String CLICKS = "clicks";
    private static final String POSITIONS = "click_position_sum";
    private static final String MILLIS = "duration_ms_sum";

    private SearchTerms() {}

    /** What a row of {@code analytics.search_events} adds to its UTC day, type and term. */
    static Contribution ofSearch(Row search) {
        return Contribution.to(
                        UtcDay.of(search.micros("created_at")),
                        search.text("search_type"),
                        PgText.lower(PgText.trim(search.text("search_query"))))
                .count(SEARCHES)
                .countIf(search.integer("results_count") == 0, WITHOUT_RESULT)
                .countIf(search.textOrNull("clicked_result_id") != null, CLICKS)
                .add(POSITIONS, search.integerOrNull("clicked_position"))
                .add(MILLIS, search.integerOrNull("search_duration_ms"));
    }

    /** The row of a day, type and term. */
    static Row row(RowKey key, Totals totals) {
        return totals.into(
                        new DerivedRow()
                                .text("day", key.value(0))
                                .text("search_type", key.value(1))
                                .text("term", key.value(2)),
                        SEARCHES,
                        WITHOUT_RESULT,
                        CLICKS,
                        POSITIONS,
                        MILLIS)
                .row();
    }
}
