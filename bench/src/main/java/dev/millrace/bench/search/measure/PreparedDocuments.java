package dev.millrace.bench.search.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.search.SearchIndex;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every document of the data set as the server takes it in bulk: in a file for each index, a line
 * that names it before each.
 *
 * @param files by index
 * @param documents in all of them
 * @param bytes of all of them
 */
public record PreparedDocuments(Map<SearchIndex, Path> files, long documents, long bytes) {

    private static final int FETCH_ROWS = 2_000;

    public PreparedDocuments {
        files = new LinkedHashMap<>(files);
    }

    /** Writes the files, from what the oracles say of the tables as they are. */
    public static PreparedDocuments write(BenchServers servers) throws SQLException, IOException {
        Map<SearchIndex, Path> files = new LinkedHashMap<>();
        long documents = 0;
        long bytes = 0;
        Files.createDirectories(servers.workFolder());
        try (Connection connection = servers.connect()) {
            connection.setAutoCommit(false);
            for (SearchIndex index : SearchData.INDEXES) {
                Path file = servers.workFolder().resolve(index.name() + ".ndjson");
                documents += write(connection, index, file);
                bytes += Files.size(file);
                files.put(index, file);
            }
        }
        return new PreparedDocuments(files, documents, bytes);
    }

    private static long write(Connection connection, SearchIndex index, Path file)
            throws SQLException, IOException {
        long documents = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row =
                    statement.executeQuery(
                            "select document_id, document::text from " + index.oracleName())) {
                while (row.next()) {
                    String line = "{\"index\":{\"_id\":\"%s\"}}\n".formatted(row.getString(1));
                    out.write(line.getBytes(UTF_8));
                    out.write((row.getString(2) + "\n").getBytes(UTF_8));
                    documents++;
                }
            }
        }
        return documents;
    }

    /** The next so many documents of a file, as the body of a request; empty at its end. */
    static byte[] next(BufferedReader file, int documents) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int line = 0; line < documents * 2; line++) {
            String text = file.readLine();
            if (text == null) {
                break;
            }
            body.append(text).append('\n');
        }
        return body.toString().getBytes(UTF_8);
    }
}
