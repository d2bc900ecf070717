package dev.millrace.devstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process to run servers in a folder. The operating system takes it back when the
 * process ends, however it ends.
 */
final class FolderLock implements AutoCloseable {

    private static final String FILE = "lock";

    /* A look at the lock by another process takes it for a moment; that must not fail a start. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /*
     * The folders this process has locked. Consulted before the file is opened: on POSIX systems
     * closing any channel to a file gives up the process's locks on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Locks the folder, which must exist; empty when it is locked already. */
    static synchronized Optional<FolderLock> acquire(Path folder) throws IOException {
        if (!HELD.add(folder)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            locked = lockPatiently(channel);
            return locked ? Optional.of(new FolderLock(folder, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                HELD.remove(folder);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Whether some process, this one included, holds the lock now. */
    static synchronized boolean isHeld(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return false;
        }
        Path real = folder.toRealPath();
        if (HELD.contains(real)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        }
    }

    private static boolean lockPatiently(FileChannel channel) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (channel.tryLock() == null) {
            if (System.nanoTime() - end > 0 || !Pauses.brief()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        } finally {
            HELD.remove(folder);
        }
    }
}
