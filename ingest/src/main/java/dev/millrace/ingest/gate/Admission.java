package dev.millrace.ingest.gate;

import dev.millrace.ingest.publication.TransactionalTopics;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.ingest.source.TypeCatalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What passing the gate gives: the right to write, and how to go on.
 *
 * @param claim keeps other instances from starting while this one starts
 * @param topics the writing, taken over from every earlier instance
 * @param source the cluster
 * @param types the forms of its types
 * @param shapes of the captured tables, in the order of the settings
 * @param partitions of the captured tables, to be looked at now and then
 * @param decision how to go on
 */
public record Admission(
        Claim claim,
        TransactionalTopics topics,
        SystemIdentity source,
        TypeCatalog types,
        List<TableShape> shapes,
        PartitionWatch partitions,
        StartDecision decision)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** A claim on the slot. */
    public interface Claim extends AutoCloseable {

        /** Gives it up; no effect the second time. */
        @Override
        void close();
    }

    public Admission {
        shapes = List.copyOf(shapes);
    }

    /** Gives up the claim: from now on the active slot keeps other instances waiting. */
    public void releaseClaim() {
        claim.close();
    }

    @Override
    public void close() {
        claim.close();
        topics.close();
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection did not close cleanly");
        }
    }
}
