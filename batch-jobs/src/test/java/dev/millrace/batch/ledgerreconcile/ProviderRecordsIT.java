package dev.millrace.batch.ledgerreconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.provider.ProviderRecords;
import dev.millrace.batch.payouts.provider.RecordReport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a provider's records: in whole or not at all, and once. */
class ProviderRecordsIT {

    private final Books books = new Books();

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void aFileIsTakenOnce() {
        String file =
                "status,reference,belongs_to,amount_minor,currency,kind,occurred_at\r\n"
                        + "succeeded,\"pi \"\"1\"\", a\",,1000,USD,payment,2026-03-01T00:00:00Z\r\n"
                        + "failed,re_1,pi_1,5,KWD,refund,2026-03-10T23:59:59.999Z\r\n";

        assertThat(books.read(file)).isEqualTo(new RecordReport(false, 2));
        assertThat(books.read(file)).isEqualTo(new RecordReport(true, 2));

        assertThat(
                        books.sql
                                .sql(
                                        """
                                        select concat_ws('|', position, kind, reference, belongs_to,
                                            amount_cents, currency, status,
                                            occurred_at at time zone 'UTC')
                                        from billing.provider_records order by position
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "2|payment|pi \"1\", a|1000|USD|succeeded|2026-03-01 00:00:00",
                        "3|refund|re_1|pi_1|5|KWD|failed|2026-03-10 23:59:59.999");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "gift,x,,1,USD,succeeded,2026-03-04T10:00:00Z | line 3: kind is 'gift', expected one of [payment, payout, refund]",
                "payment,,,1,USD,succeeded,2026-03-04T10:00:00Z | line 3: reference is empty",
                "refund,x,,1,USD,succeeded,2026-03-04T10:00:00Z | line 3: belongs_to is empty, expected what the refund belongs to",
                "payment,x,,0,USD,succeeded,2026-03-04T10:00:00Z | line 3: amount_minor is '0', expected a whole number of minor units above 0",
                "payment,x,,1.5,USD,succeeded,2026-03-04T10:00:00Z | line 3: amount_minor is '1.5'",
                "payment,x,,1,usd,succeeded,2026-03-04T10:00:00Z | line 3: currency is 'usd', expected a code such as USD",
                "payment,x,,1,USD,done,2026-03-04T10:00:00Z | line 3: status is 'done', expected one of [failed, pending, succeeded]",
                "payment,x,,1,USD,succeeded,yesterday | line 3: occurred_at is 'yesterday', expected a moment such as",
                "payment,x,,1,USD,succeeded,2026-03-11T00:00:00Z | line 3: occurred_at is 2026-03-11T00:00:00Z, expected a moment from 2026-03-01 to 2026-03-10, UTC",
                "payment,x,,1,USD,succeeded | line 3: it has 6 fields, expected 7",
            })
    void aLineThatIsNoRecordIsNamedAndNothingIsKept(String line, String expected) {
        assertThatThrownBy(() ->
                        books.read(
                                Books.HEADER
                                        + "payment,ok,,1,USD,succeeded,2026-03-04T10:00:00Z\n"
                                        + line
                                        + "\n"))
                .hasMessageContaining("stripe.csv is not taken: " + expected);

        assertThat(files()).isZero();
    }

    @Test
    void whatIsNoSuchFileIsRefused() {
        assertThatThrownBy(() -> books.read("kind,reference\n"))
                .hasMessageContaining(
                        "its columns are [kind, reference], expected [kind, reference,");
        assertThatThrownBy(() ->
                        new ProviderRecords(books.desk.as("tom"))
                                .read(
                                        "x.csv",
                                        Books.HEADER.getBytes(StandardCharsets.UTF_8),
                                        "bank",
                                        Books.SPAN))
                .hasMessageContaining("the provider is 'bank', expected one of [stripe,");
        assertThatThrownBy(() ->
                        new ProviderRecords(books.desk.as("tom"))
                                .read("x.csv", new byte[] {(byte) 0xff}, "stripe", Books.SPAN))
                .hasMessageContaining("it is not UTF-8");
        assertThat(files()).isZero();
    }

    private long files() {
        return books.sql
                .sql("select count(*) from billing.provider_record_files")
                .query(Long.class)
                .single();
    }
}
