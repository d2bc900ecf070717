package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The files of the archive that count. */
public final class ArchiveFiles {

    private final ArchiveFolder folder;

    /**
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is no folder
     */
    public ArchiveFiles(Optional<Path> folder) {
        this.folder = new ArchiveFolder(needed(folder));
    }

    /**
     * A month of a table in a file.
     *
     * @param table the live table
     * @param month its first day
     * @param rows of the file
     * @param inDatabase rows of the month in the archive's table
     * @param path of the file
     * @param bytes its length; that of the manifest, whether or not the file is there
     * @param exportedAt on the database's clock, ISO 8601 in UTC
     * @param schemaVersion the newest migration of the database then
     * @param isCurrent whether the file has all rows of the month
     */
    public record MonthFile(
            String table,
            LocalDate month,
            long rows,
            long inDatabase,
            Path path,
            long bytes,
            String exportedAt,
            String schemaVersion,
            boolean isCurrent) {}

    /** All of them, by table and month. */
    public List<MonthFile> list(JdbcClient sql) {
        List<MonthFile> found = new ArrayList<>();
        each(sql, (table, entry, manifest, file) -> found.add(row(table, entry, manifest, file)));
        return found;
    }

    /**
     * Reads every file and compares it with its manifest.
     *
     * @param damage takes what is wrong with a file; it goes on with the next
     * @return how many files were read
     */
    public int verify(JdbcClient sql, Consumer<PipelineException> damage) {
        return Session.run(
                sql,
                folder,
                (database, parquet, engine, work) -> {
                    int[] read = {0};
                    eachOrDamage(
                            sql,
                            damage,
                            (table, entry, manifest, file) -> {
                                read[0]++;
                                try {
                                    parquet.verify(file, path(table, entry.month(), file));
                                } catch (java.sql.SQLException e) {
                                    throw FileChecks.damaged(
                                            path(table, entry.month(), file),
                                            "it cannot be read: " + e.getMessage());
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
                    return read[0];
                });
    }

    static Path needed(Optional<Path> folder) {
        return folder.orElseThrow(() ->
                new PipelineException(
                        ErrorKind.JOB_REFUSED,
                        "the archive has no files: setting batch.archive.folder is not set"));
    }

    /** Deletes what does not count, in the folders of months of which something counts. */
    static void sweep(JdbcClient sql, ArchiveFolder folder) {
        ArchiveRegistry.lock(sql);
        ArchiveRegistry.tidy(sql, folder);
        for (ArchivedTable root : ArchivedTable.roots()) {
            for (LocalDate month : folder.months(root)) {
                ArchiveRegistry.manifest(sql, root, month)
                        .ifPresent(name -> folder.sweep(folder.month(root, month), name));
            }
        }
    }

    private interface Visitor {
        void visit(
                ArchivedTable table,
                ArchiveRegistry.Entry entry,
                ArchiveManifest manifest,
                TableFile file);
    }

    private void each(JdbcClient sql, Visitor visitor) {
        eachOrDamage(
                sql,
                failure -> {
                    throw failure;
                },
                visitor);
    }

    private void eachOrDamage(JdbcClient sql, Consumer<PipelineException> damage, Visitor visitor) {
        for (ArchivedTable table : ArchivedTable.values()) {
            for (ArchiveRegistry.Entry entry : ArchiveRegistry.entries(sql, table)) {
                try {
                    ArchiveManifest manifest =
                            folder.read(
                                    folder.month(table.root(), entry.month()), entry.manifest());
                    visitor.visit(table, entry, manifest, file(manifest, table));
                } catch (PipelineException e) {
                    damage.accept(e);
                }
            }
        }
    }

    static TableFile file(ArchiveManifest manifest, ArchivedTable table) {
        return manifest.files().stream()
                .filter(file -> file.table().equals(table.live()))
                .findFirst()
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.JOB_FAILED,
                                "the manifest of %s of %s has no file of %s"
                                        .formatted(
                                                manifest.month(), manifest.table(), table.live())));
    }

    private Path path(ArchivedTable table, LocalDate month, TableFile file) {
        return folder.month(table.root(), month).resolve(file.file());
    }

    private MonthFile row(
            ArchivedTable table,
            ArchiveRegistry.Entry entry,
            ArchiveManifest manifest,
            TableFile file) {
        return new MonthFile(
                table.live(),
                entry.month(),
                file.rows(),
                entry.inDatabase(),
                path(table, entry.month(), file),
                file.bytes(),
                manifest.exportedAt(),
                manifest.schemaVersion(),
                entry.isCurrent(table));
    }
}
