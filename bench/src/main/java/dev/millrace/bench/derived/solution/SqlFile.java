package dev.millrace.bench.derived.solution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A file of statements beside these classes. */
final class SqlFile {

    private SqlFile() {}

    static String read(String name) {
        try (InputStream sql = SqlFile.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(sql, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
