package dev.millrace.schema.migration;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings the application database to the newest schema with Flyway. */
public final class Migrations {

    private Migrations() {}

    /**
     * Applies the migrations that the database does not have.
     *
     * @param owner the database, seen by the role that owns its objects
     * @return how many migrations were applied
     * @throws PipelineException {@link ErrorKind#MIGRATION_FAILED}: the failed migration was rolled
     *     back; {@link ErrorKind#SERVER_UNREACHABLE}, {@link ErrorKind#LOGIN_REFUSED} or {@link
     *     ErrorKind#SERVER_MISCONFIGURED} when there is no connection
     */
    public static int migrate(DatabaseSettings owner) {
        return migrateFrom(owner, "classpath:db/migration");
    }

    /**
     * Applies the migrations up to a version, to load rows that were taken at that version.
     *
     * @param version the last one to apply, as {@code ops.schema_history} has it
     * @param owner the database, seen by the role that owns its objects
     * @throws PipelineException as {@link #migrate} does
     */
    public static void migrateTo(String version, DatabaseSettings owner) {
        migrate(owner, MigrationVersion.fromVersion(version), "classpath:db/migration");
    }

    static int migrateFrom(DatabaseSettings owner, String... locations) {
        return migrate(owner, MigrationVersion.LATEST, locations);
    }

    private static int migrate(
            DatabaseSettings owner, MigrationVersion target, String... locations) {
        Logins.tryOut(owner);
        try {
            MigrateResult result =
                    Flyway.configure(Migrations.class.getClassLoader())
                            .dataSource(owner.jdbcUrl(), owner.user(), owner.password().reveal())
                            .locations(locations)
                            .schemas("ops")
                            .createSchemas(true)
                            .table("schema_history")
                            // Lines of work have ranges of numbers of their own, so a database may
                            // be ahead of one and behind another.
                            .outOfOrder(true)
                            .target(target)
                            .load()
                            .migrate();
            return result.migrationsExecuted;
        } catch (FlywayException e) {
            throw new PipelineException(
                    ErrorKind.MIGRATION_FAILED,
                    "migration of " + owner.jdbcUrl() + " failed: " + e.getMessage(),
                    e);
        }
    }
}
