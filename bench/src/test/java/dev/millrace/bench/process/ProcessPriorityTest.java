package dev.millrace.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessPriorityTest {

    private static final int NICE = 7;

    @Test
    void aJvmThatRunsGivesWayWithAllItsThreads() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Asked.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo(Asked.RUNS);

            ProcessPriority.set(process.pid(), NICE);

            process.getOutputStream().close();
            // A thread that came later and one that was there have asked the system's own program.
            assertThat(said.readLine()).isEqualTo(Integer.toString(NICE));
            assertThat(said.readLine()).isEqualTo(Integer.toString(NICE));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNicenessThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> ProcessPriority.set(ProcessHandle.current().pid(), 20))
                .hasMessage("nice is 20, expected 0 to 19");
    }

    /** Asks {@code nice} how nice it is, by two threads, when its input ends. */
    static final class Asked {

        static final String RUNS = "runs";

        private Asked() {}

        public static void main(String[] arguments) throws Exception {
            Thread other = Thread.ofPlatform().unstarted(Asked::ask);
            System.out.println(RUNS);
            System.in.readAllBytes();
            other.start();
            other.join();
            ask();
        }

        private static void ask() {
            try {
                new ProcessBuilder("nice").inheritIO().start().waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
