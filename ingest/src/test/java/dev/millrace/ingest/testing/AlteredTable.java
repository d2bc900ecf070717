package dev.millrace.ingest.testing;

import dev.millrace.schema.capture.CapturedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The captured table {@code t.altered}, whose columns change at random, from a seed, while a writer
 * inserts, updates and deletes rows of whatever columns it has at the moment.
 */
public final class AlteredTable implements AutoCloseable {

    /**
     * What was done.
     *
     * @param column the column that it was done to
     * @param supported whether the change can be captured
     */
    public record Change(String sql, String column, boolean supported) {}

    private record Column(String name, String type) {}

    private static final int KINDS = 12;
    private static final int KEYS = 60;
    private static final String TOUCH = "update t.altered set touched = touched + 1";
    private static final List<String> TYPES =
            List.of("int", "bigint", "text", "numeric", "boolean", "t.shade", "date");

    private final TestSource source;
    private final CapturedTable captured;
    private final Random random;
    private final AtomicInteger writes = new AtomicInteger();
    private final List<Column> columns = new ArrayList<>();
    private final List<Integer> kinds = new ArrayList<>();
    private int names;
    private final AtomicInteger shades = new AtomicInteger(2);
    private CountDownLatch pausing = new CountDownLatch(1);
    private @Nullable Thread writer;
    private volatile @Nullable SQLException unexpected;

    private AlteredTable(TestSource source, CapturedTable captured, long seed) {
        this.source = source;
        this.captured = captured;
        this.random = new Random(seed);
    }

    /** Creates it with a few columns and rows. */
    public static AlteredTable create(TestSource source, long seed) {
        source.sql(
                "create type t.shade as enum ('shade0', 'shade1')",
                "create table t.altered (id int primary key, touched int not null default 0)",
                "insert into t.altered select g from generate_series(0, 39) g");
        AlteredTable table = new AlteredTable(source, source.capture("altered", "id"), seed);
        for (String type : TYPES) {
            table.add(type, "");
        }
        return table;
    }

    public CapturedTable captured() {
        return captured;
    }

    /** Statements that the writer has committed. */
    public int writes() {
        return writes.get();
    }

    /** Alters the table, while it is written to; in twelve calls each kind of change occurs. */
    public Change alter() {
        if (kinds.isEmpty()) {
            IntStream.range(0, KINDS).forEach(kinds::add);
            Collections.shuffle(kinds, random);
        }
        return switch (kinds.removeLast()) {
            case 0, 1 -> add(type(), "");
            case 2 -> {
                String type = type();
                yield add(type, " default " + constant(type));
            }
            case 3 -> {
                String type = type();
                yield add(type, " not null default " + constant(type));
            }
            case 4, 5 -> drop();
            case 6, 7 -> rename();
            case 8 -> retype();
            case 9 -> {
                Column column = any();
                yield done(
                        "alter table t.altered alter column %s set default %s"
                                .formatted(column.name(), constant(column.type())),
                        column.name());
            }
            case 10 ->
                    done(
                            "alter type t.shade add value 'shade" + shades.getAndIncrement() + "'",
                            "of type shade");
            case 11 -> uncapturable();
            default -> throw new IllegalStateException();
        };
    }

    /** Takes a change back that cannot be captured. */
    public void takeBack(Change change) {
        source.sql("alter table t.altered drop column " + change.column());
    }

    /** Starts a writer, which goes on until it is paused. */
    public void startWriting() {
        if (writer == null) {
            pausing = new CountDownLatch(1);
            Random own = new Random(random.nextLong());
            writer = Thread.ofPlatform().name("writer").start(() -> write(own));
        }
    }

    /** Ends the writer. */
    public void pauseWriting() {
        Thread pausingNow = writer;
        if (pausingNow != null) {
            pausing.countDown();
            try {
                pausingNow.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            writer = null;
        }
        if (unexpected != null) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Changes every row once more, so that each is told with the columns of today. */
    public void touchEveryRow() {
        source.sql(TOUCH);
    }

    @Override
    public void close() {
        pauseWriting();
    }

    private Change add(String type, String rest) {
        Column column = new Column("c" + names++, type);
        source.sql("alter table t.altered add column " + column.name() + " " + type + rest);
        synchronized (columns) {
            columns.add(column);
        }
        return new Change("add column " + column.name() + " " + type + rest, column.name(), true);
    }

    private Change drop() {
        Column column = any();
        remove(column);
        return done("alter table t.altered drop column " + column.name(), column.name());
    }

    private Change rename() {
        Column column = any();
        remove(column);
        Column renamed = new Column("c" + names++, column.type());
        Change change =
                done(
                        "alter table t.altered rename column %s to %s"
                                .formatted(column.name(), renamed.name()),
                        renamed.name());
        synchronized (columns) {
            columns.add(renamed);
        }
        return change;
    }

    /** To text, which every value has. */
    private Change retype() {
        Column column = any();
        remove(column);
        Change change =
                done(
                        "alter table t.altered alter column %s drop default, alter column %s type text using %s::text"
                                .formatted(column.name(), column.name(), column.name()),
                        column.name());
        synchronized (columns) {
            columns.add(new Column(column.name(), "text"));
        }
        return change;
    }

    private Change uncapturable() {
        String column = "c" + names++;
        String sql =
                "alter table t.altered add column %s %s"
                        .formatted(
                                column,
                                random.nextBoolean() ? "interval" : "point default '(1,2)'");
        source.sql(sql);
        return new Change(sql, column, false);
    }

    private Change done(String sql, String column) {
        source.sql(sql);
        return new Change(sql, column, true);
    }

    private void remove(Column column) {
        synchronized (columns) {
            columns.remove(column);
        }
    }

    /** One of the columns, of which two stay. */
    private Column any() {
        synchronized (columns) {
            while (columns.size() < 3) {
                add("int", "");
            }
            return columns.get(random.nextInt(columns.size()));
        }
    }

    private String type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private String constant(String type) {
        return constant(type, random, shades.get());
    }

    private static String constant(String type, Random random, int shades) {
        int n = random.nextInt(1000);
        return switch (type) {
            case "int", "bigint" -> Integer.toString(n - 500);
            case "text" -> "'text " + n + "'";
            case "numeric" -> n + ".50";
            case "boolean" -> Boolean.toString(n % 2 == 0);
            case "t.shade" -> "'shade" + n % shades + "'";
            case "date" -> "date '2026-01-01' + " + n;
            default -> throw new IllegalArgumentException(type);
        };
    }

    private void write(Random own) {
        try (Connection connection = source.openConnection();
                Statement statement = connection.createStatement()) {
            while (pausing.getCount() > 0) {
                try {
                    statement.execute(statement(own));
                    writes.incrementAndGet();
                } catch (SQLException e) {
                    if (!isOfAnAlteredTable(e)) {
                        throw e;
                    }
                }
                pausing.await(3, TimeUnit.MILLISECONDS);
            }
        } catch (SQLException e) {
            unexpected = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It was altered between the look at its columns and the statement; or the key is taken. */
    private static boolean isOfAnAlteredTable(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        // Unknown column, wrong type, plan of before, unknown enum value, null, duplicate key,
        // deadlock.
        return List.of("42703", "42804", "0A000", "22P02", "23502", "23505", "40P01")
                .contains(state);
    }

    private String statement(Random own) {
        int key = own.nextInt(KEYS);
        Column column;
        synchronized (columns) {
            column = columns.get(own.nextInt(columns.size()));
        }
        String value = own.nextInt(5) == 0 ? "default" : constant(column.type(), own, shades.get());
        return switch (own.nextInt(6)) {
            case 0 -> "delete from t.altered where id = " + key;
            case 1, 2 ->
                    "insert into t.altered (id, %s) values (%d, %s)"
                            .formatted(column.name(), key, value);
            case 3 -> TOUCH;
            default ->
                    "update t.altered set %s = %s, touched = touched + 1 where id between %d and %d"
                            .formatted(column.name(), value, key, key + 5);
        };
    }
}
