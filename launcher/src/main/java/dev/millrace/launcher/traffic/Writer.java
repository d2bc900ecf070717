package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.rows.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One writer: a connection of its own, which is replaced when it is lost, and its own draws. */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** Kinds tried for one turn until one is committed. */
    private static final int TRIES = 8;

    private static final double ROLLED_BACK_SHARE = 0.01;
    private static final double SAVEPOINT_SHARE = 0.01;
    private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final DataSource dataSource;
    private final Pace pace;
    private final Tally tally;
    private final Sample sample;
    private final TrafficMix mix;
    private final Chance chance;
    private volatile @Nullable Connection connection;

    Writer(
            DataSource dataSource,
            Pace pace,
            Tally tally,
            Sample sample,
            TrafficMix mix,
            Chance chance) {
        this.dataSource = dataSource;
        this.pace = pace;
        this.tally = tally;
        this.sample = sample;
        this.mix = mix;
        this.chance = chance;
    }

    @Override
    public void run() {
        try {
            while (pace.awaitTurn()) {
                takeTurn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private void takeTurn() throws InterruptedException {
        for (int tries = 0; tries < TRIES && !pace.isStopped(); tries++) {
            TrafficKind kind = TrafficMix.draw(chance);
            try {
                if (play(connected(), kind)) {
                    return;
                }
            } catch (SQLException e) {
                if (met(e, kind) == SqlStates.Meaning.DISCONNECTED) {
                    pace.pause(RECONNECT_NANOS);
                }
            }
        }
    }

    /** True when a transaction was committed. */
    private boolean play(Connection current, TrafficKind kind) throws SQLException {
        Turn turn = new Turn(current, chance, sample);
        if (!mix.play(kind, turn)) {
            current.rollback();
            return false;
        }
        if (chance.happens(ROLLED_BACK_SHARE)) {
            current.rollback();
            tally.rolledBack();
            return false;
        }
        if (chance.happens(SAVEPOINT_SHARE)) {
            playInVain(current);
        }
        current.commit();
        turn.committed();
        tally.committed(kind);
        return true;
    }

    /** A part of the transaction is thought better of. */
    private void playInVain(Connection current) throws SQLException {
        Savepoint before = current.setSavepoint();
        mix.play(TrafficMix.draw(chance), new Turn(current, chance, sample));
        current.rollback(before);
    }

    /** Counts an error and leaves the connection fit for the next transaction, or closed. */
    private SqlStates.Meaning met(SQLException e, TrafficKind kind) {
        SqlStates.Meaning meaning = SqlStates.meaningOf(e);
        if (pace.isStopped()) {
            return meaning;
        }
        switch (meaning) {
            case CONFLICT -> tally.conflict();
            case DISCONNECTED -> {
                tally.disconnected();
                LOG.atDebug()
                        .addKeyValue("sqlState", SqlStates.stateOf(e))
                        .setCause(e)
                        .log("Traffic connection lost");
            }
            case FAILURE -> {
                String state = SqlStates.stateOf(e);
                if (tally.failed(kind, state, String.valueOf(e.getMessage()))) {
                    LOG.atWarn()
                            .addKeyValue("kind", kind.label())
                            .addKeyValue("sqlState", state)
                            .setCause(e)
                            .log("Traffic transaction failed");
                }
            }
        }
        if (meaning == SqlStates.Meaning.DISCONNECTED || !rolledBack()) {
            disconnect();
        }
        return meaning;
    }

    private boolean rolledBack() {
        Connection current = connection;
        try {
            if (current == null || current.isClosed()) {
                return false;
            }
            current.rollback();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = dataSource.getConnection();
            connection = current;
            current.setAutoCommit(false);
        }
        return current;
    }

    private void disconnect() {
        Connection current = connection;
        connection = null;
        if (current == null) {
            return;
        }
        try (current) {
            if (!current.isClosed()) {
                current.rollback();
                current.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("Lost connection could not be closed");
        }
    }

    /** Cuts the connection under a statement that does not return. Called by another thread. */
    void abort() {
        Connection current = connection;
        if (current != null) {
            try {
                current.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("Connection could not be cut");
            }
        }
    }
}
