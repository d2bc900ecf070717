import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.Constants;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.jaxb.Target;
import org.slf4j.LoggerFactory;

/**
 * Writes the jOOQ classes of all tables: starts an embedded PostgreSQL, migrates it, reads its
 * catalogue. The build runs this file before it compiles the module; it does nothing while the
 * migrations are those that the classes were made from.
 *
 * <p>Arguments: the folder of the migrations, the folder of the generated classes.
 */
final class GenerateTables {

    private static final String DATABASE = "postgres";

    private static final List<String> SCHEMAS =
            List.of(
                    "identity",
                    "projects",
                    "learning",
                    "billing",
                    "wellness",
                    "engagement",
                    "content",
                    "analytics",
                    "ops",
                    "archive",
                    "derived",
                    "oracle");

    /** Rows are reached through the partitioned tables; the history is Flyway's own. */
    private static final String LEFT_OUT =
            ".*\\.lesson_progress_h\\d{2} | .*_y\\d{4}m\\d{2} | ops\\.schema_history"
                    // A view and a function of one name.
                    + " | oracle\\.course_recommendations";

    /** Makes the roles that migrations grant to. */
    private static final Path ROLES = Path.of("src/main/resources/db/bootstrap/roles.sql");

    private GenerateTables() {}

    public static void main(String[] arguments) {
        Path migrations = Path.of(arguments[0]);
        Path target = Path.of(arguments[1]);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        try {
            Path stamp = target.resolve("migrations.sha256");
            String checksum = checksumOf(migrations);
            if (Files.exists(stamp) && Files.readString(stamp).equals(checksum)) {
                System.out.println("Tables: the generated classes are up to date");
                return;
            }
            delete(target);
            generate(migrations, target);
            Files.writeString(stamp, checksum);
            System.out.println("Tables: generated the classes from " + migrations);
        } catch (Exception e) {
            System.err.println("Tables: the classes could not be generated from " + migrations);
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void generate(Path migrations, Path target) throws Exception {
        Path folder = Files.createTempDirectory("millrace-tables-");
        EmbeddedPostgresServer server =
                EmbeddedPostgresServer.start(folder, OptionalInt.empty(), Durability.FAST);
        try (Connection connection = server.adminDataSource(DATABASE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(ROLES));
            Flyway.configure()
                    .dataSource(server.adminDataSource(DATABASE))
                    .locations("filesystem:" + migrations)
                    .schemas("ops")
                    .createSchemas(true)
                    .table("schema_history")
                    .load()
                    .migrate();
            GenerationTool tool = new GenerationTool();
            tool.setConnection(connection);
            tool.run(configuration(target));
        } finally {
            server.closeAndDelete();
        }
    }

    private static Configuration configuration(Path target) {
        return new Configuration()
                .withLogging(Logging.WARN)
                .withGenerator(
                        new Generator()
                                .withDatabase(
                                        new Database()
                                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                                .withSchemata(schemata())
                                                .withExcludes(LEFT_OUT))
                                .withGenerate(
                                        new Generate()
                                                .withDeprecationOnUnknownTypes(false)
                                                .withImplicitJoinPathsToOne(false)
                                                .withImplicitJoinPathsToMany(false)
                                                .withImplicitJoinPathsManyToMany(false))
                                .withTarget(
                                        new Target()
                                                .withPackageName("dev.millrace.schema.jooq")
                                                .withDirectory(target.toString())));
    }

    private static List<SchemaMappingType> schemata() {
        return SCHEMAS.stream()
                .map(schema -> new SchemaMappingType().withInputSchema(schema))
                .toList();
    }

    /** Depends on everything that shapes the generated classes: migrations, this file, jOOQ. */
    private static String checksumOf(Path migrations) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(Constants.FULL_VERSION.getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(Path.of("src/build/java/GenerateTables.java")));
        try (Stream<Path> files = Files.list(migrations)) {
            for (Path file : files.sorted().toList()) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
