package dev.millrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program comes with a list of what it is made of, which names every jar that it starts. */
class BillOfMaterialsIT {

    @ParameterizedTest
    @ValueSource(strings = {"launcher", "search-server"})
    void everyJarOfTheProgramIsNamedWithItsContent(String module) throws Exception {
        assumeThat(System.getProperty("millrace.maven"))
                .as("Maven is offline, and makes no bill of materials then")
                .isNotEqualTo("offline=true");
        Path built = Path.of("..", module, "target");
        JsonNode bill =
                new ObjectMapper().readTree(built.resolve("bill-of-materials.json").toFile());

        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        JsonNode program = bill.path("metadata").path("component");
        assertThat(program.path("name").asText()).isEqualTo(module);
        assertThat(named(bill))
                .hasSizeGreaterThan(20)
                .isEqualTo(jars(built.resolve("lib"), jarOf(program)));
    }

    /** SHA-256 by the name of the file that a component has in a folder of libraries. */
    private static Map<String, String> named(JsonNode bill) {
        Map<String, String> hashes = new TreeMap<>();
        bill.path("components")
                .forEach(component ->
                        hashes.put(jarOf(component), sha256(component.path("hashes"))));
        return hashes;
    }

    private static String jarOf(JsonNode component) {
        String classifier =
                component
                        .path("purl")
                        .asText()
                        .replaceFirst("^[^?]*[?]?", "")
                        .replaceFirst("(?:.*&)?classifier=([^&]*).*", "-$1");
        return "%s-%s%s.jar"
                .formatted(
                        component.path("name").asText(),
                        component.path("version").asText(),
                        classifier.startsWith("-") ? classifier : "");
    }

    private static String sha256(JsonNode hashes) {
        return StreamSupport.stream(hashes.spliterator(), false)
                .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                .map(hash -> hash.path("content").asText())
                .findFirst()
                .orElse("none");
    }

    private static Map<String, String> jars(Path folder, String program)
            throws IOException, NoSuchAlgorithmException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(program)) {
                    byte[] hash =
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                    hashes.put(name, HexFormat.of().formatHex(hash));
                }
            }
        }
        return hashes;
    }
}
