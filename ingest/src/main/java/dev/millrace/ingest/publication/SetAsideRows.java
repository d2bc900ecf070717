package dev.millrace.ingest.publication;

import dev.millrace.schema.capture.CapturedTable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that were set aside since the start, until a copy brings them as they are now. For any
 * thread.
 */
public final class SetAsideRows {

    // Beyond this many nobody wants them one by one.
    private static final int REMEMBERED = 10_000;

    private final Map<String, Set<ByteBuffer>> waiting = new HashMap<>();
    private long remembered;
    private long nameless;
    private long total;

    /** A row is among the dead letters, durably. */
    synchronized void add(CapturedTable table, byte @Nullable [] key) {
        total++;
        if (key == null || remembered >= REMEMBERED) {
            nameless++;
        } else if (waiting.computeIfAbsent(table.qualifiedName(), name -> new HashSet<>())
                .add(ByteBuffer.wrap(key))) {
            remembered++;
        }
    }

    /** A copy of this row, as it is now, is in its topic. */
    public synchronized void brought(CapturedTable table, byte[] key) {
        Set<ByteBuffer> keys = waiting.get(table.qualifiedName());
        if (keys != null && keys.remove(ByteBuffer.wrap(key))) {
            remembered--;
        }
    }

    /** A copy of the whole table is in its topic. */
    public synchronized void brought(CapturedTable table) {
        Set<ByteBuffer> keys = waiting.remove(table.qualifiedName());
        remembered -= keys == null ? 0 : keys.size();
    }

    /** How many were set aside. */
    public synchronized long total() {
        return total;
    }

    /** How many rows are in the topics as they were before, or not at all. */
    public synchronized long waiting() {
        return remembered + nameless;
    }
}
