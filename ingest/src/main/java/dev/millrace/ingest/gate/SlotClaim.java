package dev.millrace.ingest.gate;

import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this instance the only one that starts on a slot: until the slot is active, an advisory
 * lock says so. A second instance waits for both; whoever passes may fence the instances before it.
 * The server takes the lock from an instance that gives no sign of life.
 */
final class SlotClaim implements Admission.Claim {

    private static final Logger LOG = LoggerFactory.getLogger(SlotClaim.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);
    private static final String SILENCE_MAX = "10s";

    private static final String LOCK =
            "select pg_try_advisory_lock(hashtext('millrace ingest'), hashtext(?))";

    private static final String HOLDER =
            """
            select l.pid, coalesce(host(a.client_addr), '')
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.objsubid = 2
                and l.database = (select oid from pg_database where datname = current_database())
                and l.classid::bigint = hashtext('millrace ingest')::bigint & 4294967295
                and l.objid::bigint = hashtext(?)::bigint & 4294967295
            """;

    private final Connection connection;
    private final CountDownLatch released = new CountDownLatch(1);

    private SlotClaim(Connection connection) {
        this.connection = connection;
    }

    /**
     * Claims the slot.
     *
     * @param log the server that keeps the slot
     * @param patience how long to wait for another instance to go
     * @throws PipelineException {@link ErrorKind#SLOT_IN_USE}, naming who has it
     */
    static SlotClaim make(
            DatabaseSettings capture, DatabaseSettings log, String slot, Duration patience)
            throws SQLException, InterruptedException {
        Connection connection = SourceConnections.open(capture, "claim");
        try (Statement statement = connection.createStatement();
                Connection slots = SourceConnections.open(log, "claim")) {
            statement.execute("set idle_session_timeout = '" + SILENCE_MAX + "'");
            await(connection, slots, slot, patience);
        } catch (SQLException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
        SlotClaim claim = new SlotClaim(connection);
        // Not virtual: whatever holds the carriers, others must not take the claim for abandoned.
        Thread.ofPlatform().daemon().name("ingest-claim-" + slot).start(claim::giveSignsOfLife);
        return claim;
    }

    @Override
    public void close() {
        released.countDown();
        Admission.closeQuietly(connection);
    }

    private void giveSignsOfLife() {
        try {
            while (!released.await(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("select 1");
                }
            }
        } catch (SQLException e) {
            if (released.getCount() > 0) {
                // Nothing is lost: whoever starts now fences this instance.
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("claim on the slot lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(
            Connection connection, Connection slots, String slot, Duration patience)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<String> user = userOf(connection, slots, slot);
        while (user.isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new PipelineException(
                        ErrorKind.SLOT_IN_USE, "slot " + slot + " is in use by " + user.get());
            }
            Thread.sleep(PAUSE);
            user = userOf(connection, slots, slot);
        }
    }

    private static Optional<String> userOf(Connection connection, Connection slots, String slot)
            throws SQLException {
        Optional<SlotState> state = SlotState.read(slots, slot);
        if (state.isPresent() && state.get().activePid().isPresent()) {
            return Optional.of(
                    describe(state.get().activePid().getAsInt(), state.get().activeFrom())
                            + ", which streams from it");
        }
        if (locked(connection, slot)) {
            // Who streamed may have gone and another come between both looks.
            state = SlotState.read(slots, slot);
            return state.isPresent() && state.get().activePid().isPresent()
                    ? Optional.of(
                            describe(state.get().activePid().getAsInt(), state.get().activeFrom()))
                    : Optional.empty();
        }
        try (PreparedStatement query = connection.prepareStatement(HOLDER)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                return Optional.of(
                        row.next()
                                ? describe(row.getInt(1), row.getString(2))
                                        + ", an ingest that is starting"
                                : "an ingest that is starting");
            }
        }
    }

    private static boolean locked(Connection connection, String slot) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static String describe(int pid, String client) {
        return "process " + pid + (client.isEmpty() ? "" : " of client " + client);
    }
}
