package dev.millrace.launcher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** Signals to processes that others started. */
public final class Signals {

    private Signals() {}

    /**
     * Sends a signal to each of them; one that has ended meanwhile needs none.
     *
     * @param name without SIG, such as STOP
     */
    public static void send(String name, List<ProcessHandle> processes)
            throws IOException, InterruptedException {
        for (ProcessHandle process : processes) {
            int exit =
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .redirectErrorStream(true)
                            .start()
                            .waitFor();
            assertThat(exit == 0 || !process.isAlive()).isTrue();
        }
    }
}
