package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {

    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsReadUntilItIsRemoved() throws Exception {
        Endpoints endpoints =
                new Endpoints(
                        42,
                        25_432,
                        "127.0.0.1:29092",
                        folder.resolve("pass word"),
                        Optional.of("http://127.0.0.1:29200"));
        Files.writeString(folder.resolve("pass word"), "abc\n");

        endpoints.writeTo(folder);

        assertThat(Endpoints.readFrom(folder)).contains(endpoints);
        assertThat(endpoints.adminPassword()).isEqualTo("abc");
        assertThat(endpoints.jdbcUrl("app")).isEqualTo("jdbc:postgresql://127.0.0.1:25432/app");
        Endpoints.removeFrom(folder);
        assertThat(Endpoints.readFrom(folder)).isEmpty();
    }

    @Test
    void endpointsOfAKilledProcessDoNotCount() throws Exception {
        new Endpoints(42, 25_432, "127.0.0.1:29092", folder.resolve("password"), Optional.empty())
                .writeTo(folder);

        assertThat(DevStack.running(folder)).isEmpty();
    }
}
