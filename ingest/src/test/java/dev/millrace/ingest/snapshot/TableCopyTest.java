package dev.millrace.ingest.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableCopyTest {

    @Test
    void splitsAtTabs() {
        assertThat(fields("1\ttwo\t\n", 3)).containsExactly("1", "two", "");
    }

    @Test
    void tellsNullFromText() {
        assertThat(fields("\\N\t\\\\N\tN\n", 3)).containsExactly(null, "\\N", "N");
    }

    @Test
    void readsEscapes() {
        assertThat(fields("a\\tb\\nc\\\\d\\re\\bf\\fg\\v\tä\n", 2))
                .containsExactly("a\tb\nc\\d\re\bf\fg\u000B", "ä");
    }

    private static @Nullable String[] fields(String line, int count) {
        return TableCopy.fields(line.getBytes(UTF_8), count);
    }
}
