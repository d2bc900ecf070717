package dev.millrace.bench.derived.solution;

import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.schema.failure.ErrorKind;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The process in which a solution works, one after the other. */
public final class SolutionProcess {

    private final int nice;
    private @Nullable ChildJvm running;

    /**
     * @param nice how much it gives way, see {@link ProcessPriority#set}
     */
    SolutionProcess(int nice) {
        this.nice = nice;
    }

    /** Takes a process that has just begun, and waits until it says that it has started. */
    void await(ChildJvm process, String started, Duration patience) throws InterruptedException {
        running = process;
        ProcessPriority.set(process.pid(), nice);
        process.await(started, patience);
    }

    boolean isRunning() {
        return running != null;
    }

    /** Lets it end in good order. */
    void stop() {
        ChildJvm process = running;
        if (process != null) {
            process.close();
            running = null;
        }
    }

    void kill() throws InterruptedException {
        ChildJvm process = running;
        if (process != null) {
            process.kill();
            running = null;
        }
    }

    OptionalLong pid() {
        ChildJvm process = running;
        return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
    }

    void failIfBroken() {
        ChildJvm process = running;
        if (process != null && !process.isAlive()) {
            throw process.failure(ErrorKind.TRANSIENT, "has ended");
        }
    }
}
