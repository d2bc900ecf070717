package dev.millrace.devstack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The addresses at which the servers of a folder answer, as their process wrote them down.
 *
 * @param pid the process that runs the servers
 * @param postgresPort on 127.0.0.1
 * @param kafkaBootstrapServers host and port
 * @param adminPasswordFile holds the password of PostgreSQL's superuser {@code postgres}
 * @param searchUrl of the search server; empty when there is none
 */
public record Endpoints(
        long pid,
        int postgresPort,
        String kafkaBootstrapServers,
        Path adminPasswordFile,
        Optional<String> searchUrl) {

    private static final String FILE = "endpoints.properties";
    private static final String PID = "pid";
    private static final String POSTGRES_PORT = "postgres.port";
    private static final String KAFKA = "kafka.bootstrap-servers";
    private static final String PASSWORD_FILE = "postgres.admin-password-file";
    private static final String SEARCH = "search.url";

    /** The address of a database, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(Ports.HOST, postgresPort, database);
    }

    /** The superuser's password, read from its file. */
    public String adminPassword() throws IOException {
        return Files.readString(adminPasswordFile).strip();
    }

    void writeTo(Path folder) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(PID, Long.toString(pid));
        properties.setProperty(POSTGRES_PORT, Integer.toString(postgresPort));
        properties.setProperty(KAFKA, kafkaBootstrapServers);
        properties.setProperty(PASSWORD_FILE, adminPasswordFile.toString());
        searchUrl.ifPresent(url -> properties.setProperty(SEARCH, url));
        Path unfinished = folder.resolve(FILE + ".unfinished");
        try (Writer writer = Files.newBufferedWriter(unfinished)) {
            properties.store(writer, "Present while the servers run.");
        }
        Files.move(unfinished, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    }

    static Optional<Endpoints> readFrom(Path folder) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Endpoints(
                            Long.parseLong(properties.getProperty(PID, "")),
                            Integer.parseInt(properties.getProperty(POSTGRES_PORT, "")),
                            properties.getProperty(KAFKA, ""),
                            Path.of(properties.getProperty(PASSWORD_FILE, "")),
                            Optional.ofNullable(properties.getProperty(SEARCH))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static void removeFrom(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }
}
