package dev.millrace.bench.batch;

import dev.millrace.bench.batch.BatchReport.Figure;
import dev.millrace.bench.report.Medians;
import dev.millrace.bench.servers.BenchServers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** One month, by COPY and by the job in turn, after rounds that do not count. */
final class ExportRounds {

    static final int ROUNDS = 5;

    // The job's code is compiled while it runs.
    static final int WARM_UPS = 3;

    private static final List<String> TABLES =
            List.of(
                    "archive.bookings",
                    "archive.booking_participants",
                    "archive.booking_reschedule_requests");

    private final BenchServers servers;
    private final Path work;

    /**
     * @param work where COPY writes
     */
    ExportRounds(BenchServers servers, Path work) {
        this.servers = servers;
        this.work = work;
    }

    /** The job first, then COPY; the medians. */
    List<Figure> run(Runnable job) throws SQLException, IOException {
        long rows = 0;
        List<Long> byCopy = new ArrayList<>();
        List<Long> byJob = new ArrayList<>();
        for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
            long begin = System.nanoTime();
            rows = copy();
            long between = System.nanoTime();
            // Whose files count no longer: all is to be written again.
            PlainSql.execute(servers, "delete from archive.exports");
            long again = System.nanoTime();
            job.run();
            long end = System.nanoTime();
            if (round >= WARM_UPS) {
                byCopy.add(between - begin);
                byJob.add(end - again);
            }
        }
        return List.of(figure("`archive-export`", rows, byJob), figure("`COPY TO`", rows, byCopy));
    }

    private static Figure figure(String what, long rows, List<Long> nanos) {
        return new Figure(
                what, rows, Duration.ofNanos(Math.round(Medians.of(nanos, Long::doubleValue))));
    }

    private long copy() throws SQLException, IOException {
        long rows = 0;
        try (Connection connection = servers.connect()) {
            for (String table : TABLES) {
                try (OutputStream out = Files.newOutputStream(work.resolve(table + ".copy"))) {
                    rows +=
                            connection
                                    .unwrap(PGConnection.class)
                                    .getCopyAPI()
                                    .copyOut("copy %s to stdout".formatted(table), out);
                }
            }
        }
        return rows;
    }
}
