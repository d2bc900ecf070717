package dev.millrace.streams.emailstatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.GroupTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.email_statistics}: a row for every template that an e-mail was made of.
 *
 * <p>It reads one table. An e-mail that is delivered and opened in one update shows both at once;
 * e-mails of one transaction show one after the other.
 */
public final class EmailStatisticsTopology {

    private EmailStatisticsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        new GroupTotals(DerivedStores.EMAIL_STATISTICS, builder, hop)
                .add("engagement.email_logs", EmailStatistics::ofEmail)
                .publish(EmailStatistics::row);
    }
}
