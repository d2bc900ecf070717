package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes a month into files, verified, and has them count when the transaction commits. */
public final class MonthExport {

    private static final String HEAD =
            """
            select to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), (
                select version from ops.schema_history where success and version is not null
                order by installed_rank desc limit 1)
            """;

    private final ArchiveFolder folder;

    /**
     * @param folder made when missing
     */
    public MonthExport(Path folder) {
        this.folder = new ArchiveFolder(folder);
    }

    /**
     * Writes a month that is in the archive; rows of all its tables. What was written before for
     * the same month no longer counts.
     *
     * @throws dev.millrace.schema.failure.PipelineException when what is read back differs from
     *     what was written, naming the column
     */
    public long fromArchive(JdbcClient sql, ArchivedTable root, LocalDate month) {
        return export(sql, root, month, true);
    }

    /** Writes a month of a live table whose rows go nowhere else; the caller keeps them as is. */
    public long fromLive(JdbcClient sql, ArchivedTable root, LocalDate month) {
        return export(sql, root, month, false);
    }

    private long export(JdbcClient sql, ArchivedTable root, LocalDate month, boolean isArchive) {
        ArchiveRegistry.lock(sql);
        Path target = folder.month(root, month);
        return Session.run(
                sql,
                folder,
                (database, parquet, engine, work) -> {
                    Engine.useOneThread(engine);
                    Map<Path, TableFile> unfinished;
                    try (ReadBack readBack =
                            new ReadBack(Files.createDirectory(work.resolve("read-back")))) {
                        for (ArchivedTable table : root.family()) {
                            String source = isArchive ? table.archive() : table.live();
                            readBack.begin(
                                    parquet.beginWriting(
                                            database,
                                            table.live(),
                                            "%s t where %s".formatted(source, table.isOf(month)),
                                            TableColumns.of(database, source).forms(),
                                            work.resolve(table.live() + ".parquet")));
                        }
                        unfinished = readBack.await();
                    }
                    List<TableFile> files = new ArrayList<>();
                    for (Map.Entry<Path, TableFile> file : unfinished.entrySet()) {
                        files.add(folder.keep(file.getValue(), file.getKey(), target));
                    }
                    try (Statement statement = database.createStatement();
                            ResultSet head = statement.executeQuery(HEAD)) {
                        head.next();
                        ArchiveManifest manifest =
                                new ArchiveManifest(
                                        ArchiveManifest.FORMAT,
                                        root.live(),
                                        month.toString(),
                                        head.getString(1),
                                        head.getString(2),
                                        "DuckDB "
                                                + engine.getMetaData().getDatabaseProductVersion(),
                                        files);
                        ArchiveRegistry.set(sql, month, folder.write(manifest, target), manifest);
                        return manifest.rows();
                    }
                });
    }
}
