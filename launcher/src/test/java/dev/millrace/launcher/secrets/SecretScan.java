package dev.millrace.launcher.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Searches files for secrets: by the forms that issuers give their keys so that they can be found,
 * and by names such as password beside values that look drawn at random.
 */
final class SecretScan {

    /** What builds and runs leave behind, and {@code .gitignore} keeps out. */
    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", ".millrace", ".idea", ".settings");

    /** Words of examples, which open nothing. */
    private static final Set<String> PLACEHOLDERS = Set.of("secret", "password");

    private static final Pattern KEY_FILE =
            Pattern.compile(
                    "(?i)(?:.*\\.(?:jks|keystore|p12|pfx|ppk|kdbx)|id_(?:rsa|dsa|ecdsa|ed25519)|\\.pgpass|\\.netrc|\\.env)");

    /** Says how a secret is used. */
    private static final Pattern SETTING = Pattern.compile("[a-z-]+=[a-z]+[0-9]*");

    private static final String NAMES =
            "(?:password|passwd|passphrase|secret|token|credential|(?:api|access|private|signing|details)[-_.]?key)s?";

    private static final List<Rule> RULES =
            List.of(
                    Rule.of("private key", "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
                    Rule.of("AWS key", "\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b"),
                    Rule.of(
                            "GitHub token",
                            "\\b(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_\\w{60,})\\b"),
                    Rule.of("GitLab token", "\\bglpat-[\\w-]{20,}"),
                    Rule.of("npm token", "\\bnpm_[A-Za-z0-9]{36}\\b"),
                    Rule.of("Slack token", "\\bxox[abeoprs]-[\\w-]{10,}"),
                    Rule.of("Stripe key", "\\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}"),
                    Rule.of("Google key", "\\bAIza[\\w-]{35}"),
                    Rule.of("signed web token", "\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}"),
                    new Rule(
                            "login in an address",
                            Pattern.compile(
                                    "\\b[a-z][a-z0-9+.-]*://[^\\s/:@\"'`<>{}$%]+:([^\\s/@\"'`<>{}$%]+)@"),
                            value -> !PLACEHOLDERS.contains(value)),
                    new Rule(
                            "quoted value of a secret name",
                            Pattern.compile(
                                    "(?i)"
                                            + NAMES
                                            + "\\w*[\"']?\\s*(?:[:=,]|=>|\\()\\s*[\"']([A-Za-z0-9+/=_.:!@#$%^&*~-]{12,})[\"']"),
                            SecretScan::isRandom),
                    new Rule(
                            "value of a secret name",
                            Pattern.compile(
                                    "(?im)^[\\w.-]*"
                                            + NAMES
                                            + "[\\w.-]*\\s*[:=]\\s*([^\\s\"'(){};]{12,})$"),
                            SecretScan::isRandom),
                    new Rule(
                            "element of a secret name",
                            Pattern.compile("(?i)<" + NAMES + ">([^<\\s]{8,})</"),
                            value -> !value.contains("${")),
                    new Rule(
                            "random text",
                            Pattern.compile("[\"']([A-Za-z0-9+/_-]{40,}={0,2})[\"']"),
                            value -> isRandom(value) && bitsOf(value) > 4.3));

    /**
     * Where a secret is. What it says is left out: reports of tests travel.
     *
     * @param file below the folder that was searched
     * @param line from 1; 0 when the file as a whole is one
     */
    record Finding(Path file, int line, String rule) {}

    private record Rule(String name, Pattern pattern, Predicate<String> isSecret) {

        static Rule of(String name, String pattern) {
            return new Rule(name, Pattern.compile(pattern), _ -> true);
        }

        boolean matches(Matcher found) {
            return isSecret.test(found.groupCount() == 0 ? found.group() : found.group(1));
        }
    }

    private final List<Finding> findings = new ArrayList<>();
    private int files;

    private SecretScan() {}

    /** Searches every file below the folder that belongs to the project. */
    static SecretScan of(Path folder) throws IOException {
        SecretScan scan = new SecretScan();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path visited, BasicFileAttributes attributes) {
                        return !visited.equals(folder)
                                        && NOT_OURS.contains(visited.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        // A work tree beside another has a file of this name.
                        if (!file.getFileName().toString().equals(".git")) {
                            scan.look(folder.relativize(file), Files.readAllBytes(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return scan;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many files were searched. */
    int files() {
        return files;
    }

    private void look(Path file, byte[] content) {
        files++;
        if (KEY_FILE.matcher(file.getFileName().toString()).matches()) {
            findings.add(new Finding(file, 0, "file of keys"));
        }
        // Each byte a character: what is no text holds secrets that are.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        for (Rule rule : RULES) {
            Matcher found = rule.pattern().matcher(text);
            while (found.find()) {
                if (rule.matches(found)) {
                    findings.add(new Finding(file, lineOf(text, found.start()), rule.name()));
                }
            }
        }
    }

    private static int lineOf(String text, int place) {
        return (int) text.substring(0, place).chars().filter(c -> c == '\n').count() + 1;
    }

    /** Of letters and digits, mixed as nobody writes words. */
    private static boolean isRandom(String value) {
        return value.chars().anyMatch(Character::isDigit)
                && value.chars().anyMatch(Character::isLetter)
                && !PLACEHOLDERS.contains(value)
                && !SETTING.matcher(value).matches()
                && !value.contains("${")
                && bitsOf(value) > 3.2;
    }

    /** The entropy of its characters, in bits for each. */
    private static double bitsOf(String value) {
        return value.chars()
                .distinct()
                .mapToDouble(c -> {
                    double share =
                            (double) value.chars().filter(other -> other == c).count()
                                    / value.length();
                    return -share * Math.log(share) / Math.log(2);
                })
                .sum();
    }
}
