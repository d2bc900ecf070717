package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.progress.Pipelines;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.versions.StoreVersions;
import dev.millrace.streams.versions.VersionTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The applications of a release in the versions that run, as the database says. One that no process
 * has run yet counts in its first version.
 */
public final class RunningApplications implements Pipelines {

    private final List<StoreApplication> release;
    // A topology takes milliseconds to build, and is asked for several times a second.
    private final Map<Version, StorePipeline> pipelines = new ConcurrentHashMap<>();

    private record Version(DerivedStore store, int version) {}

    public RunningApplications(Collection<StoreApplication> release) {
        this.release = List.copyOf(release);
    }

    @Override
    public List<StorePipeline> read(Connection connection) throws SQLException {
        return of(VersionTable.read(connection)).stream()
                .map(application ->
                        pipelines.computeIfAbsent(
                                new Version(application.store(), application.version()),
                                ignored -> application.pipeline()))
                .toList();
    }

    /** The applications: each live one, followed by the one beside it if there is one. */
    List<StoreApplication> of(Map<String, StoreVersions> versions) {
        List<StoreApplication> running = new ArrayList<>();
        for (StoreApplication application : release) {
            @Nullable StoreVersions known = versions.get(application.store().table());
            if (known == null) {
                running.add(application);
            } else {
                running.add(application.as(application.store(), known.live().version()));
                known.shadow()
                        .ifPresent(beside ->
                                running.add(
                                        application.as(
                                                application.store().shadow(), beside.version())));
            }
        }
        return running;
    }
}
