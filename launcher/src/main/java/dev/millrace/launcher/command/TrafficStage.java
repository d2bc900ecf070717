package dev.millrace.launcher.command;

import dev.millrace.launcher.screen.Stage;
import dev.millrace.launcher.traffic.TrafficStatus;
import java.util.ArrayList;
import java.util.List;

/** The application that the traffic plays, as the first stage of the pipeline. */
final class TrafficStage {

    private TrafficStage() {}

    static Stage of(TrafficStatus status) {
        String state = status.failures() == 0 ? "writing" : status.failures() + " failed";
        return new Stage("application", state, status.committed(), status.perSecond(), "-", "-");
    }

    /** What the traffic did, after it has ended. */
    static List<String> summary(TrafficStatus status) {
        double seconds = Math.max(0.001, status.running().toMillis() / 1e3);
        List<String> lines = new ArrayList<>();
        lines.add(
                "traffic    %,d transactions committed, %.0f a second over %.0f s; %,d rolled back, %,d conflicts, %,d failures"
                        .formatted(
                                status.committed(),
                                status.committed() / seconds,
                                seconds,
                                status.rolledBack(),
                                status.conflicts(),
                                status.failures()));
        status.lastFailure().ifPresent(failure -> lines.add("           last failure: " + failure));
        return lines;
    }
}
