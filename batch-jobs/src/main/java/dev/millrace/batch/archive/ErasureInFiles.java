package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.ColumnSum;
import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes what is personal of erased people out of the files: a month that has rows of them is
 * written anew, and when that is committed the former files are deleted.
 */
public final class ErasureInFiles implements Work {

    private final Optional<Path> folder;

    public ErasureInFiles(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Notes, in the transaction that erases a person, that the files are to follow. */
    public static void note(JdbcClient sql, UUID person) {
        for (ArchivedTable table : ArchivedTable.values()) {
            if (!table.blanks().isEmpty()) {
                sql.sql(
                                """
                                insert into archive.export_erasures (person_id, table_name, month)
                                select ?, e.table_name, e.month from archive.exports e
                                where e.table_name = ?
                                on conflict do nothing
                                """)
                        .params(person, table.live())
                        .update();
            }
        }
        // Brought back rows of activity, which the person's erasure in the tables does not know.
        sql.sql(
                        "update archive.user_activity_logs set %s where user_id = ?"
                                .formatted(
                                        ArchivedTable.ACTIVITY.blanks().entrySet().stream()
                                                .map(e -> e.getKey() + " = " + e.getValue())
                                                .sorted()
                                                .collect(Collectors.joining(", "))))
                .param(person)
                .update();
    }

    private record Pending(ArchivedTable table, LocalDate month) {}

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.empty();
    }

    @Override
    public Chunk next(JdbcClient sql) {
        Optional<Pending> pending =
                sql.sql(
                                """
                                select table_name, month from archive.export_erasures
                                order by 1, 2 limit 1
                                """)
                        .query((row, number) ->
                                new Pending(
                                        ArchivedTable.of(row.getString(1)).orElseThrow(),
                                        row.getObject(2, LocalDate.class)))
                        .optional();
        if (pending.isEmpty()) {
            folder.ifPresent(path -> ArchiveFiles.sweep(sql, new ArchiveFolder(path)));
            return Chunk.last(0);
        }
        ArchiveFolder files = new ArchiveFolder(ArchiveFiles.needed(folder));
        ArchiveRegistry.lock(sql);
        ArchivedTable table = pending.get().table();
        LocalDate month = pending.get().month();
        List<UUID> people =
                sql.sql(
                                """
                                delete from archive.export_erasures
                                where table_name = ? and month = ? returning person_id
                                """)
                        .params(table.live(), month)
                        .query(UUID.class)
                        .list();
        ArchiveRegistry.manifest(sql, table.root(), month)
                .ifPresent(name -> erase(sql, files, table, month, name, people));
        return Chunk.of(0);
    }

    private static void erase(
            JdbcClient sql,
            ArchiveFolder folder,
            ArchivedTable table,
            LocalDate month,
            String counting,
            List<UUID> people) {
        Path path = folder.month(table.root(), month);
        ArchiveManifest manifest = folder.read(path, counting);
        TableFile file = ArchiveFiles.file(manifest, table);
        String theirs =
                "%s in (%s)"
                        .formatted(
                                table.person(),
                                people.stream()
                                        .map(p -> "'" + p + "'")
                                        .collect(Collectors.joining(", ")));
        Path old = path.resolve(file.file());
        Session.run(
                sql,
                folder,
                (database, parquet, engine, work) -> {
                    FileChecks.bytes(file, old);
                    if (!holds(engine, old, theirs)) {
                        return Boolean.FALSE;
                    }
                    Path unfinished = work.resolve("rows.parquet");
                    TableFile written =
                            parquet.rewrite(
                                    table.live(),
                                    blanked(table, file, old, theirs),
                                    file.columns().stream().map(ColumnSum::form).toList(),
                                    unfinished);
                    replace(sql, folder, manifest, month, folder.keep(written, unfinished, path));
                    return Boolean.TRUE;
                });
    }

    private static boolean holds(Connection engine, Path file, String theirs) throws SQLException {
        try (Statement statement = engine.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select count(*) from read_parquet(%s) where %s"
                                        .formatted(Engine.text(file.toString()), theirs))) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    private static String blanked(ArchivedTable table, TableFile file, Path old, String theirs) {
        Map<String, String> blanks = table.blanks();
        return "select %s from read_parquet(%s)"
                .formatted(
                        file.columns().stream()
                                .map(ColumnSum::form)
                                .map(c ->
                                        blanks.containsKey(c.name())
                                                ? "case when %s then cast(%s as %s) else %4$s end as %4$s"
                                                        .formatted(
                                                                theirs,
                                                                blanks.get(c.name()),
                                                                c.fileType(),
                                                                c.quoted())
                                                : c.quoted())
                                .collect(Collectors.joining(", ")),
                        Engine.text(old.toString()));
    }

    private static void replace(
            JdbcClient sql,
            ArchiveFolder folder,
            ArchiveManifest manifest,
            LocalDate month,
            TableFile written)
            throws IOException {
        List<TableFile> files = new ArrayList<>(manifest.files());
        files.replaceAll(file -> file.table().equals(written.table()) ? written : file);
        ArchiveManifest changed =
                new ArchiveManifest(
                        manifest.format(),
                        manifest.table(),
                        manifest.month(),
                        manifest.exportedAt(),
                        manifest.schemaVersion(),
                        manifest.engine(),
                        files);
        ArchivedTable root = ArchivedTable.of(manifest.table()).orElseThrow();
        ArchiveRegistry.set(sql, month, folder.write(changed, folder.month(root, month)), changed);
    }
}
