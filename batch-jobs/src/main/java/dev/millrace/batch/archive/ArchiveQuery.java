package dev.millrace.batch.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A question about live and archived rows together, each row once. Months that are in files are
 * read from there; all other rows come from the database, as of the transaction's moment.
 */
public final class ArchiveQuery {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArchiveFolder folder;

    /**
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is no folder
     */
    public ArchiveQuery(Optional<Path> folder) {
        this.folder = new ArchiveFolder(ArchiveFiles.needed(folder));
    }

    /**
     * An answer.
     *
     * @param columns their names
     * @param rows values as text, null where there is none
     * @param isWhole whether there are no more rows than these
     */
    public record Answer(
            List<String> columns, List<List<@Nullable String>> rows, boolean isWhole) {}

    /**
     * Answers in the running transaction, whose isolation should be repeatable read.
     *
     * @param select one SELECT in the words of DuckDB, over tables such as {@code
     *     wellness.bookings}
     * @param limit rows of the answer at most
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it is no SELECT or has a
     *     mistake, {@link ErrorKind#JOB_FAILED} when a file is damaged
     */
    public Answer ask(JdbcClient sql, String select, int limit) {
        return Session.run(
                sql,
                folder,
                (database, parquet, engine, work) -> {
                    refuseOthers(engine, select);
                    for (ArchivedTable table : mentioned(select)) {
                        offer(sql, database, parquet, engine, table);
                    }
                    confine(engine);
                    return answer(engine, select, limit);
                });
    }

    /** Every table whose name occurs: one too many costs time, one too few would be missed. */
    private static List<ArchivedTable> mentioned(String select) {
        return Arrays.stream(ArchivedTable.values())
                .filter(table ->
                        Pattern.compile("\\b" + name(table) + "\\b", Pattern.CASE_INSENSITIVE)
                                .matcher(select)
                                .find())
                .toList();
    }

    private static String schema(ArchivedTable table) {
        return table.live().substring(0, table.live().indexOf('.'));
    }

    private static String name(ArchivedTable table) {
        return table.live().substring(table.live().indexOf('.') + 1);
    }

    /** Makes a view of a table in the engine: rows of the database, and of files. */
    private void offer(
            JdbcClient sql,
            Connection database,
            ParquetTable parquet,
            Connection engine,
            ArchivedTable table)
            throws SQLException, IOException {
        List<ColumnForm> columns = TableColumns.of(database, table.live()).forms();
        Map<LocalDate, ArchiveRegistry.Entry> files = new LinkedHashMap<>();
        for (ArchiveRegistry.Entry entry : ArchiveRegistry.entries(sql, table)) {
            if (entry.isCurrent(table)) {
                files.put(entry.month(), entry);
            }
        }
        execute(engine, "create schema if not exists " + schema(table));
        String loaded = "loaded_" + name(table);
        parquet.intoEngine(database, rows(table, columns, files), columns, loaded);
        List<String> parts = new ArrayList<>();
        parts.add("select * from " + loaded);
        for (ArchiveRegistry.Entry entry : files.values()) {
            parts.add(part(database, table, columns, entry));
        }
        execute(
                engine,
                "create view %s as %s"
                        .formatted(table.live(), String.join(" union all by name ", parts)));
    }

    private static String rows(
            ArchivedTable table,
            List<ColumnForm> columns,
            Map<LocalDate, ArchiveRegistry.Entry> files) {
        String names =
                columns.stream().map(c -> "t." + c.quoted()).collect(Collectors.joining(", "));
        String inFiles =
                files.keySet().stream()
                        .map(month -> "'" + month + "'")
                        .collect(Collectors.joining(", "));
        String others =
                inFiles.isEmpty()
                        ? ""
                        : " where coalesce(%s not in (%s), true)"
                                .formatted(table.monthOfRow(), inFiles);
        return "(select %1$s from %2$s t union all select %1$s from %3$s%4$s) t"
                .formatted(names, table.live(), table.rowsOfArchive(), others);
    }

    private String part(
            Connection database,
            ArchivedTable table,
            List<ColumnForm> columns,
            ArchiveRegistry.Entry entry)
            throws SQLException, IOException {
        Path month = folder.month(table.root(), entry.month());
        ArchiveManifest manifest = folder.read(month, entry.manifest());
        TableFile file = ArchiveFiles.file(manifest, table);
        Path path = month.resolve(file.file());
        FileChecks.bytes(file, path);
        FileChecks.schema(
                file,
                path,
                manifest.schemaVersion(),
                table.archive(),
                TableColumns.of(database, table.archive()));
        List<String> there = file.columns().stream().map(c -> c.name()).toList();
        return "select %s from read_parquet(%s)"
                .formatted(
                        columns.stream()
                                .filter(column -> there.contains(column.name()))
                                .map(ColumnForm::quoted)
                                .collect(Collectors.joining(", ")),
                        Engine.text(path.toString()));
    }

    /** From here on it reads nothing but the archive. */
    private void confine(Connection engine) throws SQLException {
        execute(
                engine,
                "set allowed_directories = [%s]".formatted(Engine.text(folder.path().toString())));
        execute(engine, "set enable_external_access = false");
        execute(engine, "set lock_configuration = true");
    }

    private static void refuseOthers(Connection engine, String select) throws SQLException {
        try (PreparedStatement statement =
                engine.prepareStatement("select json_serialize_sql(?::varchar)")) {
            statement.setString(1, select);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                JsonNode parsed = JSON.readTree(row.getString(1));
                if (parsed.path("error").asBoolean()) {
                    throw refused(parsed.path("error_message").asText());
                }
                if (parsed.path("statements").size() != 1) {
                    throw refused("expected one SELECT");
                }
            }
        } catch (JsonProcessingException e) {
            throw refused(e.getOriginalMessage());
        }
    }

    private static Answer answer(Connection engine, String select, int limit) throws SQLException {
        try (Statement statement = engine.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            ResultSetMetaData head = row.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= head.getColumnCount(); i++) {
                columns.add(head.getColumnLabel(i));
            }
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (row.next()) {
                if (rows.size() == limit) {
                    return new Answer(columns, rows, false);
                }
                List<@Nullable String> values = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    values.add(row.getString(i));
                }
                rows.add(values);
            }
            return new Answer(columns, rows, true);
        } catch (SQLException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static PipelineException refused(String why) {
        String tables =
                Arrays.stream(ArchivedTable.values())
                        .map(ArchivedTable::live)
                        .collect(Collectors.joining(", "));
        return new PipelineException(
                ErrorKind.JOB_REFUSED,
                "%s (a SELECT over %s is expected)".formatted(why.strip(), tables));
    }

    private static void execute(Connection engine, String sql) throws SQLException {
        try (Statement statement = engine.createStatement()) {
            statement.execute(sql);
        }
    }
}
