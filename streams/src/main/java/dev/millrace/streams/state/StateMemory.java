package dev.millrace.streams.state;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bounded piece of native memory for all state stores of the process: blocks, indexes, filters
 * and write buffers share a cache of fixed size, however many stores there are.
 *
 * <p>Kafka Streams makes one instance a store, so the shared parts are static; they are set by the
 * first runtime of the process and live as long as it.
 */
public final class StateMemory implements RocksDBConfigSetter {

    private static final long WRITE_BUFFER_BYTES = 2L << 20;
    private static final int WRITE_BUFFERS = 2;

    // What an open store takes at least. Some two hundred are open: were it more, the write buffers
    // would be full of beginnings, and every store would write tiny files without end.
    private static final long ARENA_BYTES = 64L << 10;

    private static final long MANIFEST_BYTES = 4L << 10;

    private static @Nullable Cache cache;
    private static @Nullable WriteBufferManager writeBuffers;

    /**
     * Sets the limits, unless somebody in this process has set them before.
     *
     * @param cacheBytes block cache of all state stores of the process together
     * @param writeBufferBytes of it, for write buffers
     */
    public static synchronized void limit(long cacheBytes, long writeBufferBytes) {
        if (cache == null) {
            RocksDB.loadLibrary();
            cache = new LRUCache(cacheBytes, -1, false, 0.1);
            writeBuffers = new WriteBufferManager(writeBufferBytes, cache);
        }
    }

    @Override
    public void setConfig(String store, Options options, Map<String, Object> settings) {
        applyTo(options);
    }

    /** Has a database share them. */
    static void applyTo(Options options) {
        synchronized (StateMemory.class) {
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            if (cache != null) {
                table.setBlockCache(cache);
            }
            if (writeBuffers != null) {
                options.setWriteBufferManager(writeBuffers);
            }
            table.setCacheIndexAndFilterBlocks(true);
            table.setCacheIndexAndFilterBlocksWithHighPriority(true);
            table.setPinTopLevelIndexAndFilter(true);
            options.setTableFormatConfig(table);
            options.setWriteBufferSize(WRITE_BUFFER_BYTES);
            options.setMaxWriteBufferNumber(WRITE_BUFFERS);
            options.setArenaBlockSize(ARENA_BYTES);
            // Room taken beforehand, 6 MB a store, would be a gigabyte of disk for all of them.
            options.setManifestPreallocationSize(MANIFEST_BYTES);
            options.setAllowFAllocate(false);
        }
    }

    @Override
    public void close(String store, Options options) {
        // The cache and the write buffers belong to the process, not to one store.
    }
}
