package dev.millrace.batch.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of the files: a folder a table, in it one a month. Files are named after what is in
 * them, and so are manifests: what is written anew lies beside what counts until the database says
 * that it counts.
 */
final class ArchiveFolder {

    private static final String MANIFEST = "manifest-";
    private static final String WORK = ".work-";
    private static final String JSON_END = ".json";
    private static final String PARQUET_END = ".parquet";
    private static final int NAME_DIGITS = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    ArchiveFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    Path path() {
        return folder;
    }

    Path month(ArchivedTable root, LocalDate month) {
        return folder.resolve(root.live()).resolve(month.toString().substring(0, 7));
    }

    /** An empty folder for files that nobody else sees; whoever makes it deletes it. */
    Path work() {
        try {
            makeFolder(folder);
            return Files.createTempDirectory(folder, WORK);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Deletes every folder that was made for work; nobody may be at work meanwhile. */
    void deleteWork() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(path -> path.getFileName().toString().startsWith(WORK))
                    .forEach(ArchiveFolder::delete);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Gives a file that was written under another name its own, in the folder of the month. */
    TableFile keep(TableFile written, Path from, Path month) throws IOException {
        String name =
                "%s-%s%s"
                        .formatted(
                                written.table(),
                                written.sha256().substring(0, NAME_DIGITS),
                                PARQUET_END);
        makeFolder(month);
        Files.move(from, month.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        return new TableFile(
                written.table(),
                name,
                written.rows(),
                written.bytes(),
                written.sha256(),
                written.columns());
    }

    /** Writes a manifest; its file name. */
    String write(ArchiveManifest manifest, Path month) throws IOException {
        makeFolder(month);
        byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        String sum = HexFormat.of().formatHex(ColumnDigests.sha256().digest(bytes));
        String name = MANIFEST + sum + JSON_END;
        Path unfinished = month.resolve(name + ".unfinished");
        Files.write(unfinished, bytes);
        ParquetTable.force(unfinished);
        Files.move(unfinished, month.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        ParquetTable.force(month);
        return name;
    }

    /**
     * A manifest that was written.
     *
     * @throws PipelineException {@link ErrorKind#JOB_FAILED} when it is missing, is not what was
     *     written, or has another format
     */
    ArchiveManifest read(Path month, String name) {
        Path file = month.resolve(name);
        try {
            byte[] bytes = Files.readAllBytes(file);
            String sum = HexFormat.of().formatHex(ColumnDigests.sha256().digest(bytes));
            if (!name.equals(MANIFEST + sum + JSON_END)) {
                throw FileChecks.damaged(
                        file, "its SHA-256 is %s, expected that of its name".formatted(sum));
            }
            int format = JSON.readTree(bytes).path("format").asInt(0);
            if (format != ArchiveManifest.FORMAT) {
                throw new PipelineException(
                        ErrorKind.JOB_FAILED,
                        "%s has format %d, expected %d: another version of Millrace wrote it"
                                .formatted(file, format, ArchiveManifest.FORMAT));
            }
            return JSON.readValue(bytes, ArchiveManifest.class);
        } catch (NoSuchFileException e) {
            throw FileChecks.damaged(file, "it is missing");
        } catch (JsonProcessingException e) {
            throw FileChecks.damaged(file, "it is no manifest: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The newest manifest of a month, for a database that does not know which one counts. */
    Optional<String> newest(Path month) {
        try (Stream<Path> files = Files.list(month)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(MANIFEST) && name.endsWith(JSON_END))
                    .max(Comparator.comparing(name -> read(month, name).exportedAt()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(month + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Deletes what a month holds beside the manifest that counts and its files. */
    void sweep(Path month, String counting) {
        try {
            Set<String> kept =
                    read(month, counting).files().stream()
                            .map(TableFile::file)
                            .collect(Collectors.toSet());
            try (Stream<Path> files = Files.list(month)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (!name.equals(counting) && !kept.contains(name)) {
                        Files.delete(file);
                    }
                }
            }
            ParquetTable.force(month);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    PipelineException unwritable(IOException e) {
        return new PipelineException(
                ErrorKind.DISK_UNWRITABLE,
                "the archive cannot be written into %s: %s".formatted(folder, e),
                e);
    }

    static void delete(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** The archive holds what the database lets few people see. */
    private static void makeFolder(Path path) throws IOException {
        Files.createDirectories(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** The folders of months that are there, of this table. */
    List<LocalDate> months(ArchivedTable root) {
        Path path = folder.resolve(root.live());
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> LocalDate.parse(entry.getFileName() + "-01"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
