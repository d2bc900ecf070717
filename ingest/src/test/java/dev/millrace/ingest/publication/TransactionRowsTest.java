package dev.millrace.ingest.publication;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.Headers;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class TransactionRowsTest {

    private final TransactionRows transaction = new TransactionRows();

    @Test
    void rowsOfOneTopicBelongTogetherAndASingleOneDoesNot() {
        transaction.begin();
        ProducerRecord<byte[], byte[]> first = row("app.learning.lessons");
        ProducerRecord<byte[], byte[]> other = row("app.learning.courses");
        ProducerRecord<byte[], byte[]> second = row("app.learning.lessons");
        transaction.end(Lsn.parse("16/B374D848"));

        assertThat(together(first)).isEqualTo("16/B374D848");
        assertThat(together(second)).isEqualTo("16/B374D848");
        assertThat(together(other)).isEqualTo("none");
    }

    @Test
    void theNextTransactionBeginsAnew() {
        transaction.begin();
        ProducerRecord<byte[], byte[]> first = row("app.learning.lessons");
        transaction.end(Lsn.parse("0/10"));
        transaction.begin();
        ProducerRecord<byte[], byte[]> second = row("app.learning.lessons");
        transaction.end(Lsn.parse("0/20"));

        assertThat(together(first)).isEqualTo("none");
        assertThat(together(second)).isEqualTo("none");
    }

    @Test
    void aTransactionThatIsPublishedInPartsMakesNoPromise() {
        transaction.begin();
        ProducerRecord<byte[], byte[]> first = row("app.learning.lessons");
        ProducerRecord<byte[], byte[]> second = row("app.learning.lessons");
        transaction.isCut();
        ProducerRecord<byte[], byte[]> third = row("app.learning.lessons");
        ProducerRecord<byte[], byte[]> fourth = row("app.learning.lessons");
        transaction.end(Lsn.parse("0/10"));

        assertThat(
                        new String[] {
                            together(first), together(second), together(third), together(fourth)
                        })
                .containsOnly("none");
    }

    private ProducerRecord<byte[], byte[]> row(String topic) {
        ProducerRecord<byte[], byte[]> row = new ProducerRecord<>(topic, new byte[0]);
        transaction.add(row);
        return row;
    }

    private static String together(ProducerRecord<byte[], byte[]> row) {
        Header header = row.headers().lastHeader(Headers.TOGETHER);
        return header == null ? "none" : new String(header.value(), US_ASCII);
    }
}
