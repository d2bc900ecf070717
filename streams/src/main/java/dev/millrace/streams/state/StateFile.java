package dev.millrace.streams.state;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Collection;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database of one store on disk. What one batch writes is there as a whole or not at all after
 * the process is killed at any point; a machine that loses its power may lose the last batches, as
 * wholes.
 */
final class StateFile implements AutoCloseable {

    static {
        RocksDB.loadLibrary();
    }

    // No key of a store is empty, so that this one lies before all of them.
    private static final byte[] OFFSET_KEY = {};

    private final String name;
    private final BloomFilter filter = new BloomFilter();
    private final Options options = new Options();
    private final WriteOptions unsynced = new WriteOptions();
    private final RocksDB database;

    /** Opens the database, which is made where there is none. */
    StateFile(File taskFolder, String name) {
        this.name = name;
        BlockBasedTableConfig table = new BlockBasedTableConfig();
        table.setFilterPolicy(filter);
        options.setTableFormatConfig(table)
                .setCreateIfMissing(true)
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                .setKeepLogFileNum(1);
        StateMemory.applyTo(options);
        File folder = new File(new File(taskFolder, "committed"), name);
        try {
            Files.createDirectories(folder.toPath());
            database = RocksDB.open(options, folder.getAbsolutePath());
        } catch (IOException | RocksDBException e) {
            closeSettings();
            throw failed("cannot be opened in " + folder, e);
        }
    }

    byte @Nullable [] get(Bytes key) {
        try {
            return database.get(key.get());
        } catch (RocksDBException e) {
            throw failed("cannot be read", e);
        }
    }

    /** All entries as they are now; to be closed. */
    RocksIterator entries() {
        return database.newIterator();
    }

    /** About how many entries there are. */
    long size() {
        try {
            return database.getLongProperty("rocksdb.estimate-num-keys");
        } catch (RocksDBException e) {
            throw failed("cannot be counted", e);
        }
    }

    /** Offset in the changelog up to which everything is here; null when that is not known. */
    @Nullable Long offset() {
        byte[] kept = get(Bytes.wrap(OFFSET_KEY));
        return kept == null ? null : ByteBuffer.wrap(kept).getLong();
    }

    void keepOffset(long offset) {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(OFFSET_KEY, bytes(offset));
            database.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("cannot be written", e);
        }
    }

    /**
     * Writes entries in one batch.
     *
     * @param entries a null value removes the key
     * @param offset of the last of them in the changelog; null to leave it
     */
    void write(Collection<KeyValue<byte[], byte[]>> entries, @Nullable Long offset) {
        try (WriteBatch batch = new WriteBatch()) {
            for (KeyValue<byte[], byte[]> entry : entries) {
                if (entry.value == null) {
                    batch.delete(entry.key);
                } else {
                    batch.put(entry.key, entry.value);
                }
            }
            if (offset != null) {
                batch.put(OFFSET_KEY, bytes(offset));
            }
            database.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("cannot be written", e);
        }
    }

    private static byte[] bytes(long offset) {
        return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
    }

    private ProcessorStateException failed(String what, Exception cause) {
        return new ProcessorStateException(
                "the state %s %s: %s".formatted(name, what, cause.getMessage()), cause);
    }

    @Override
    public void close() {
        database.close();
        closeSettings();
    }

    private void closeSettings() {
        unsynced.close();
        options.close();
        filter.close();
    }
}
