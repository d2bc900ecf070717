package dev.millrace.launcher.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No file of the project holds a secret, and one that did would be found. */
class SecretsInTreeTest {

    private static final Path PROJECT = Path.of("..");

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";

    @TempDir private Path folder;

    @Test
    void noFileOfTheProjectHoldsASecret() throws IOException {
        SecretScan scan = SecretScan.of(PROJECT);

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.files()).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void aPlantedSecretIsFound(String rule, String line) throws IOException {
        Path file = folder.resolve("deep").resolve("inside").resolve("Settings.java");
        Files.createDirectories(file.getParent());
        Files.writeString(folder.resolve("README.md"), "Nothing is here.\n");
        Files.writeString(file, "first\n" + line + "\nlast\n");

        assertThat(SecretScan.of(folder).findings())
                .contains(new SecretScan.Finding(folder.relativize(file), 2, rule));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.p12", "ingest.jks", "id_ed25519", ".pgpass", ".env"})
    void aFileOfKeysIsFound(String name) throws IOException {
        Files.write(folder.resolve(name), new byte[] {0, 1, 2});

        assertThat(SecretScan.of(folder).findings())
                .containsExactly(new SecretScan.Finding(Path.of(name), 0, "file of keys"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "database.password.owner = of-owner",
                "String password = settings.password();",
                "postgresql://postgres:secret@127.0.0.1:5432/postgres",
                "jdbc:postgresql://127.0.0.1:5432/app?user=millrace_app",
                "token = \"verification-code\"",
                "<password>${env.PASSWORD}</password>",
                "pgp_sym_encrypt(value, secret, 'cipher-algo=aes256')",
                "Rule.of(\"some token\", \"[A-Za-z0-9]{36}_suffix\")",
                "\"dev.millrace.launcher.acceptance.WholeTransactionsAcceptanceIT\"",
                "assertThat(secrets).containsExactly(\"password_hash\", \"refresh_token_hash\");",
            })
    void whatOnlySpeaksOfSecretsIsNone(String line) throws IOException {
        Files.writeString(folder.resolve("Example.java"), line + "\n");

        assertThat(SecretScan.of(folder).findings()).isEmpty();
    }

    @Test
    void whatABuildLeavesBehindIsNotSearched() throws IOException {
        Path built = folder.resolve("module").resolve("target").resolve("server.p12");
        Files.createDirectories(built.getParent());
        Files.write(built, new byte[] {0});

        assertThat(SecretScan.of(folder).files()).isZero();
    }

    /** Made here, of pieces, so that this file holds none. */
    private static Stream<Arguments> planted() {
        Random random = new Random(4_711);
        String upper = drawn(random, LETTERS.substring(0, 26), 16);
        String mixed = drawn(random, LETTERS + DIGITS, 48) + "7aB";
        String dashes = "-".repeat(5);
        return Stream.of(
                Arguments.of("private key", dashes + "BEGIN RSA PRIVATE" + " KEY" + dashes),
                Arguments.of(
                        "private key", "\"" + dashes + "BEGIN PRIVATE" + " KEY" + dashes + "\\n"),
                Arguments.of("AWS key", "id=AKI" + "A" + upper),
                Arguments.of("GitHub token", "clone with gh" + "p_" + mixed.substring(0, 36)),
                Arguments.of("GitLab token", "gl" + "pat-" + mixed.substring(0, 20)),
                Arguments.of("npm token", "_auth=np" + "m_" + mixed.substring(0, 36)),
                Arguments.of("Slack token", "xo" + "xb-" + mixed.substring(0, 24)),
                Arguments.of("Stripe key", "sk" + "_live_" + mixed.substring(0, 24)),
                Arguments.of("Stripe key", "rk" + "_test_" + mixed.substring(0, 24)),
                Arguments.of("Google key", "AI" + "za" + mixed.substring(0, 35)),
                Arguments.of(
                        "signed web token",
                        "ey" + "J" + mixed.substring(0, 20) + ".ey" + "J" + mixed + "." + mixed),
                Arguments.of(
                        "login in an address",
                        "postgresql://owner" + ":" + mixed.substring(0, 12) + "@db.internal/app"),
                Arguments.of(
                        "quoted value of a secret name",
                        "String password = \"" + mixed.substring(30, 46) + "9x\";"),
                Arguments.of(
                        "quoted value of a secret name",
                        "settings.put(\"batch.payouts.details-key\", \"" + mixed + "\");"),
                Arguments.of(
                        "value of a secret name",
                        "database.password.owner = " + mixed.substring(0, 20) + "4z"),
                Arguments.of(
                        "element of a secret name",
                        "<password>" + mixed.substring(0, 14) + "</password>"),
                Arguments.of("random text", "byte[] seed = decode(\"" + mixed + "\");"));
    }

    private static String drawn(Random random, String alphabet, int length) {
        return random.ints(length, 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .collect(Collectors.joining());
    }
}
