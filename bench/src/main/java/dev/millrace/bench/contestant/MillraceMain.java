package dev.millrace.bench.contestant;

import dev.millrace.bench.workload.ChangeTable;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.IngestStatus;
import dev.millrace.ingest.LogReader;
import dev.millrace.schema.position.Lsn;
import java.time.Duration;
import java.util.List;

/** Our ingest with its default settings; ends when its standard input does. */
final class MillraceMain {

    static final String STARTED = "ingest started";
    static final String REACHED = "ingest reached";

    private static final Duration LOOK = Duration.ofMillis(200);

    private MillraceMain() {}

    /** Arguments as {@link ChildArguments} writes them, then the reader and where to say so. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> rest = ChildArguments.rest(arguments);
        IngestSettings settings =
                new IngestSettings(
                        ChildArguments.capture(arguments),
                        ChildArguments.kafka(arguments),
                        ChildArguments.slot(arguments),
                        ChangeTable.PUBLICATION,
                        ChangeTable.captured(),
                        IngestSettings.DEFAULT_HEARTBEAT_INTERVAL,
                        IngestSettings.DEFAULT_SLOT_PATIENCE,
                        LogReader.valueOf(rest.get(0)));
        Lsn target = Lsn.parse(rest.get(1));
        try (Ingest ingest = Ingest.start(settings)) {
            System.out.println(STARTED);
            while (!ingest.awaitPosition(target, LOOK)) {
                if (ingest.status().phase() == IngestStatus.Phase.FAILED) {
                    System.err.println(ingest.status());
                    System.exit(1);
                }
            }
            System.out.println(REACHED);
            ChildArguments.awaitEndOfInput();
        }
        System.exit(0);
    }
}
