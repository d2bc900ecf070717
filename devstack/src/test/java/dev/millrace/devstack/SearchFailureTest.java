package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.DevStackException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SearchFailureTest {

    private static final Path FOLDER = Path.of("/data/search");

    @Test
    void aFullDiskIsTold() {
        DevStackException failure =
                of("ok\nIOException: No space left on device\norg.opensearch.Other: closed");

        assertThat(failure.kind()).isEqualTo(Kind.DISK_UNWRITABLE);
        assertThat(failure)
                .hasMessage(
                        "The search server cannot write to folder /data/search: IOException: No space left on device. Free disk space, or choose another folder.");
    }

    @Test
    void aPortThatSomebodyElseTookIsTold() {
        assertThat(of("BindHttpException: Failed to bind to 127.0.0.1:9200").kind())
                .isEqualTo(Kind.PORT_IN_USE);
    }

    @Test
    void tooLittleMemoryIsTold() {
        assertThat(of("java.lang.OutOfMemoryError: Java heap space"))
                .hasMessageContaining("not enough memory")
                .hasMessageContaining("/data/search/search.log");
    }

    @Test
    void anotherReasonIsGivenInItsOwnWords() {
        DevStackException failure = of("it needs Java 21 or later and was started by Java 17");

        assertThat(failure.kind()).isEqualTo(Kind.CANNOT_START);
        assertThat(failure)
                .hasMessage(
                        "The search server in folder /data/search does not start: it needs Java 21 or later and was started by Java 17");
    }

    private static DevStackException of(String said) {
        return SearchFailure.of(FOLDER, 9200, "does not start", said);
    }
}
