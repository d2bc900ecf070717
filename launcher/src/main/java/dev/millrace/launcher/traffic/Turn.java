package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.rows.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One transaction in the making: its connection, its draws, and what it changes in the sample. */
final class Turn {

    /** Works on one row; false when there is nothing to do with it. */
    interface Step<T> {
        boolean take(T key) throws SQLException;
    }

    private final Connection connection;
    private final Chance chance;
    private final Sample sample;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Turn(Connection connection, Chance chance, Sample sample) {
        this.connection = connection;
        this.chance = chance;
        this.sample = sample;
    }

    Chance chance() {
        return chance;
    }

    Sample sample() {
        return sample;
    }

    int write(String sql, @Nullable Object... values) throws SQLException {
        return Rows.write(connection, sql, values);
    }

    <T> List<T> read(String sql, Rows.Reader<T> reader, @Nullable Object... values)
            throws SQLException {
        return Rows.read(connection, sql, reader, values);
    }

    <T> Optional<T> first(String sql, Rows.Reader<T> reader, @Nullable Object... values)
            throws SQLException {
        return Rows.first(connection, sql, reader, values);
    }

    /** Takes a step with a key of the pool; false when there is none or the step found nothing. */
    <T> boolean on(IdPool<T> pool, Step<T> step) throws SQLException {
        Optional<T> key = pool.pick(chance);
        return key.isPresent() && step.take(key.get());
    }

    /** The same; a key whose step found nothing is forgotten. */
    <T> boolean onLive(IdPool<T> pool, Step<T> step) throws SQLException {
        return on(
                pool,
                key -> {
                    boolean found = step.take(key);
                    if (!found) {
                        pool.remove(key);
                    }
                    return found;
                });
    }

    /** Done when the transaction has committed, and only then. */
    void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
