package dev.millrace.ingest.publication;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.position.Lsn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeRecordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/0",
                "0/1",
                "0/F",
                "0/10",
                "0/16B3748",
                "0/FFFFFFFF",
                "1/0",
                "16/B374D848",
                "ABC/90",
                "7FFFFFFF/1",
                "FFFFFFFF/FFFFFFFF"
            })
    void positionsAreWrittenAsPostgresPrintsThem(String text) {
        assertThat(new String(ChangeRecords.text(Lsn.parse(text)), US_ASCII)).isEqualTo(text);
    }
}
