package dev.millrace.launcher.pipeline;

import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The passwords of the embedded database's roles: made at random at the first start and kept in a
 * file that only its owner may read.
 */
public final class RolePasswords {

    /** Name of the file in the data folder. */
    public static final String FILE_NAME = "passwords.properties";

    private static final int PASSWORD_BYTES = 18;

    private RolePasswords() {}

    /**
     * The passwords kept in the folder, made first where the file does not exist.
     *
     * @throws PipelineException {@link ErrorKind#DISK_UNWRITABLE} when the file can be neither read
     *     nor written
     */
    public static Map<Role, Secret> keptIn(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        try {
            Properties properties = new Properties();
            if (Files.exists(file)) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
            }
            Map<Role, Secret> passwords = new EnumMap<>(Role.class);
            boolean complete = true;
            for (Role role : Role.values()) {
                String name = role.name().toLowerCase(Locale.ROOT);
                String password = properties.getProperty(name);
                if (password == null) {
                    complete = false;
                    password = randomPassword();
                    properties.setProperty(name, password);
                }
                passwords.put(role, new Secret(password));
            }
            if (!complete) {
                write(file, properties);
            }
            return passwords;
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "the password file " + file + " cannot be read or written: " + e.getMessage(),
                    e);
        }
    }

    private static void write(Path file, Properties properties) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        try (Writer writer =
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING)) {
            properties.store(writer, "Passwords of the embedded database's roles");
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
