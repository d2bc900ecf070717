package dev.millrace.bench.process;

import java.util.List;

/** What {@code ./millrace} gives the JVM of the program. */
public final class ProgramJvm {

    /** Memory, collector, and only what runs very often to the optimizing compiler. */
    public static final List<String> OPTIONS =
            List.of(
                    "-Xms256m",
                    "-Xmx1g",
                    "-XX:+UseSerialGC",
                    "-XX:Tier4InvocationThreshold=50000",
                    "-XX:Tier4MinInvocationThreshold=6000",
                    "-XX:Tier4CompileThreshold=150000",
                    "-XX:Tier4BackEdgeThreshold=400000");

    private ProgramJvm() {}
}
