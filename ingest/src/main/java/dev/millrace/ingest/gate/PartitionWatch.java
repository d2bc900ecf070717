package dev.millrace.ingest.gate;

import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the partitions that are attached to captured tables. One that is attached empty is none
 * of our business. The rows of one that is attached with rows are never told by the log, so that
 * the topic would lack them for ever: it is reported, and a copy of its rows is asked for. For one
 * thread at a time.
 */
public final class PartitionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    // What is attached again after it was detached has another row in the catalogue.
    private static final String PARTITIONS =
            """
            select root, i.inhrelid::regclass::text as partition, i.xmin::text as xid,
                   i.cmin::text as command, i.inhrelid || ' ' || i.xmin::text as attachment,
                   coalesce(pg_get_partition_constraintdef(i.inhrelid), 'true') as bounds,
                   coalesce(age(i.xmin) <= age(nullif(?, '')::xid), false) as since_slot
            from unnest(?::text[]) root
                cross join lateral pg_partition_tree(to_regclass(root)) tree
                join pg_inherits i on i.inhrelid = tree.relid
            where tree.level > 0
            """;

    // Asked of the root: nobody is granted its partitions. Older than the attachment is what an
    // earlier transaction wrote, or an earlier statement of the same one.
    private static final String BROUGHT_ROWS =
            """
            select exists (
                select from %s
                where (%s) and (age(xmin) > age('%s'::xid)
                    or (xmin = '%s'::xid and cmin::text::bigint < %s)))
            """;

    private record Attachment(
            String root,
            String partition,
            String xid,
            String command,
            String name,
            String bounds,
            boolean sinceSlot) {}

    private final DatabaseSettings capture;
    private final List<String> roots;
    private final String slot;
    private final Set<String> seen = new HashSet<>();
    private long lookedNanos = System.nanoTime();

    private PartitionWatch(DatabaseSettings capture, List<String> roots, String slot) {
        this.capture = capture;
        this.roots = roots;
        this.slot = slot;
    }

    /**
     * Begins to watch. What was attached before the slot was made has been copied; what was
     * attached since the slot stands where it stands is looked at now.
     *
     * @param catalogXmin as {@link SlotState} has it
     * @param copying whether every table is about to be copied
     * @throws PipelineException {@link ErrorKind#TABLE_UNCAPTURABLE} as {@link #look}
     */
    static PartitionWatch begin(
            Connection connection,
            DatabaseSettings capture,
            List<CapturedTable> tables,
            String slot,
            String catalogXmin,
            boolean copying)
            throws SQLException {
        PartitionWatch watch =
                new PartitionWatch(
                        capture, tables.stream().map(CapturedTable::qualifiedName).toList(), slot);
        for (Attachment attachment : watch.attachments(connection, catalogXmin)) {
            if (attachment.sinceSlot() && !copying) {
                watch.check(connection, attachment);
            }
            watch.seen.add(attachment.name());
        }
        return watch;
    }

    /**
     * Looks at what was attached since the last look; does nothing when that was a moment ago. What
     * could not be looked at is looked at the next time.
     *
     * @param catalogXmin as {@link SlotState} has it
     */
    public void look(String catalogXmin) {
        long now = System.nanoTime();
        if (now - lookedNanos < INTERVAL.toNanos()) {
            return;
        }
        lookedNanos = now;
        try (Connection connection = SourceConnections.open(capture, "partitions")) {
            for (Attachment attachment : attachments(connection, catalogXmin)) {
                if (!seen.contains(attachment.name())) {
                    check(connection, attachment);
                    seen.add(attachment.name());
                }
            }
        } catch (SQLException e) {
            // The log's own connection tells when the server is gone.
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("partitions not looked at");
        }
    }

    private List<Attachment> attachments(Connection connection, String catalogXmin)
            throws SQLException {
        List<Attachment> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(PARTITIONS)) {
            query.setArray(2, connection.createArrayOf("text", roots.toArray()));
            query.setString(1, catalogXmin);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(
                            new Attachment(
                                    row.getString("root"),
                                    row.getString("partition"),
                                    row.getString("xid"),
                                    row.getString("command"),
                                    row.getString("attachment"),
                                    row.getString("bounds"),
                                    row.getBoolean("since_slot")));
                }
            }
        }
        return found;
    }

    private void check(Connection connection, Attachment attachment) throws SQLException {
        if (!broughtRows(connection, attachment)) {
            return;
        }
        String reason =
                "partition %s was attached with rows in it by transaction %s"
                        .formatted(attachment.partition(), attachment.xid());
        if (new SnapshotRequests(connection, slot)
                .requestOnce(attachment.root(), attachment.bounds(), reason)) {
            LOG.atWarn()
                    .addKeyValue("table", attachment.root())
                    .addKeyValue("reason", reason)
                    .log("rows that the log does not tell are copied");
        }
    }

    private static boolean broughtRows(Connection connection, Attachment attachment)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                BROUGHT_ROWS.formatted(
                                        attachment.root(),
                                        attachment.bounds(),
                                        attachment.xid(),
                                        attachment.xid(),
                                        attachment.command()))) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
