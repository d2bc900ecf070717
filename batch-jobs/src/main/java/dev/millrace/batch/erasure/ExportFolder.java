package dev.millrace.batch.erasure;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a person's rows, a file a table, and a manifest; whole or not at all. */
final class ExportFolder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNFINISHED = ".unfinished";

    private final Path folder;

    ExportFolder(Path folder) {
        this.folder = folder;
    }

    /** A person's rows of a table, each as JSON. */
    record TableRows(String table, List<String> rows) {

        TableRows {
            rows = List.copyOf(rows);
        }
    }

    /** What a file of the export holds. */
    record ExportedTable(String table, String file, int rows, String sha256) {}

    /** The manifest. */
    record Manifest(String request, String person, String exportedAt, List<ExportedTable> tables) {

        Manifest {
            tables = List.copyOf(tables);
        }
    }

    /**
     * Writes the export of a request, in place of an earlier one.
     *
     * @return its folder
     * @throws PipelineException {@link ErrorKind#DISK_UNWRITABLE}
     */
    Path write(UUID request, UUID person, String now, List<TableRows> tables) {
        try {
            Files.createDirectories(folder);
            Path unfinished = folder.resolve(request + UNFINISHED);
            Path finished = folder.resolve(request.toString());
            delete(unfinished);
            Files.createDirectory(
                    unfinished,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            List<ExportedTable> exported = new ArrayList<>();
            for (TableRows table : tables) {
                String name = table.table() + ".json";
                byte[] content =
                        ("[\n" + String.join(",\n", table.rows()) + "\n]\n")
                                .getBytes(StandardCharsets.UTF_8);
                Files.write(unfinished.resolve(name), content);
                exported.add(
                        new ExportedTable(
                                table.table(), name, table.rows().size(), sha256(content)));
            }
            Files.write(
                    unfinished.resolve("manifest.json"),
                    JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsBytes(
                                    new Manifest(
                                            request.toString(), person.toString(), now, exported)));
            delete(finished);
            return Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "exports cannot be written into %s: %s".formatted(folder, e),
                    e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
