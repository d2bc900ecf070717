package dev.millrace.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorsTest {

    private static final List<Integer> FIVE = List.of(0, 1, 2, 3, 6);

    @Test
    void aListOfLinuxIsRead() {
        assertThat(Processors.parse("0-3,6")).isEqualTo(new Processors(FIVE));
    }

    @Test
    void halvesHaveAllAndShareNone() {
        assertThat(new Processors(FIVE).halves())
                .containsExactly(new Processors(List.of(0, 1)), new Processors(List.of(2, 3, 6)));
    }

    @Test
    void oneCannotBeHalved() {
        assertThatThrownBy(() -> new Processors(List.of(3)).halves())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("processors 3 cannot be halved, expected 2 or more");
    }

    @Test
    void aProcessAndItsChildrenAreHeldWhereverTheyBegan() throws IOException, InterruptedException {
        Processors all = Processors.ours();
        Processors last = new Processors(List.of(all.numbers().getLast()));
        // The shell and its child ask when their input ends; the child was there before.
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "exec 3<&0; (echo runs; cat <&3 >/dev/null; nproc) & wait; nproc")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("runs");

            last.holdTree(shell.pid());

            shell.getOutputStream().close();
            assertThat(said.readLine()).isEqualTo("1");
            assertThat(said.readLine()).isEqualTo("1");
        } finally {
            shell.destroyForcibly().waitFor();
        }
    }
}
