package dev.millrace.launcher.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.streams.progress.DrainMonitor;
import dev.millrace.streams.runtime.RunningApplications;
import dev.millrace.streams.runtime.StoreApplications;
import org.jspecify.annotations.Nullable;

/** Looks at the stores' progress from outside; connects when it is first asked. For one thread. */
final class LazyDrainMonitor implements AutoCloseable {

    private final Connections connections;
    private @Nullable HikariDataSource pool;
    private @Nullable DrainMonitor monitor;

    LazyDrainMonitor(Connections connections) {
        this.connections = connections;
    }

    DrainMonitor get() {
        if (monitor == null) {
            pool = OwnerPool.open(connections.as(Role.OWNER), false);
            monitor =
                    new DrainMonitor(
                            connections.kafka(),
                            pool,
                            new RunningApplications(StoreApplications.all()));
        }
        return monitor;
    }

    @Override
    public void close() {
        try (HikariDataSource connected = pool;
                DrainMonitor watch = monitor) {
            monitor = null;
            pool = null;
        }
    }
}
