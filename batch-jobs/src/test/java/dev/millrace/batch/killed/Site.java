package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.TestFolders;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a job works: a database, and folders beside it. */
record Site(BatchDatabase database, TestFolders folders) {

    /** One that nobody has worked on. */
    static Site empty(Path root) {
        return new Site(BatchDatabase.migrated(), new TestFolders(root));
    }

    /** Another one with the same rows and files. */
    Site copy(Path root) {
        try {
            for (Path path : paths()) {
                Files.copy(path, root.resolve(folders.root().relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Site(database.copy(), new TestFolders(root));
    }

    JdbcClient sql() {
        return database.sql();
    }

    void execute(String... statements) {
        for (String statement : statements) {
            sql().sql(statement).update();
        }
    }

    /** One text a row. */
    List<String> texts(String query) {
        return sql().sql(query).query(String.class).list();
    }

    long count(String table) {
        return sql().sql("select count(*) from " + table).query(Long.class).single();
    }

    BatchOperations operations() {
        return database.operations(database.jobs(folders), new SimpleMeterRegistry());
    }

    /** Has old months leave their tables, for the archive and for files there. */
    void retire() {
        retire(operations());
    }

    /** The same by a product that knows of no folder for files. */
    void retireWithoutFiles() {
        retire(database.operations(database.jobs(), new SimpleMeterRegistry()));
    }

    private static void retire(BatchOperations operations) {
        try (operations) {
            RunReport report =
                    operations.run("retention", Map.of("cut-off", "2026-01-15T00:00:00Z"), "test");
            assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        }
    }

    /** Files below the folders, named by their paths from there. */
    List<String> files() {
        return paths().stream()
                .filter(Files::isRegularFile)
                .map(path -> folders.root().relativize(path).toString())
                .sorted()
                .toList();
    }

    /** Bytes of all files; those that come or go meanwhile may count or not. */
    long bytes() {
        long bytes = 0;
        for (Path path : paths()) {
            try {
                bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
            } catch (NoSuchFileException e) {
                // It has gone since it was listed.
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bytes;
    }

    /** Folders, and what is in them after them; a folder that goes meanwhile ends the list. */
    private List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        if (Files.exists(folders.root())) {
            try (Stream<Path> all = Files.walk(folders.root())) {
                all.forEach(paths::add);
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return paths;
    }
}
