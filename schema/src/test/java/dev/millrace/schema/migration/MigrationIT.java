package dev.millrace.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class MigrationIT {

    @Test
    void migratingAgainAppliesNothing() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated()) {
            int applied = Migrations.migrate(database.settings());

            assertThat(applied).isZero();
        }
    }

    @Test
    void anEmptyDatabaseGetsEveryMigration() throws SQLException {
        try (TestDatabase database = TestDatabase.empty()) {
            int applied = Migrations.migrate(database.settings());

            assertThat(applied).isEqualTo(historyOf(database)).isPositive();
        }
    }

    @Test
    void aMigrationThatArrivesAfterHigherNumbersIsAppliedAllTheSame() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated()) {
            int applied =
                    Migrations.migrateFrom(
                            database.settings(), "classpath:db/migration", "classpath:db/late");

            assertThat(applied).isEqualTo(1);
            try (Connection connection = database.connect()) {
                assertThat(
                                DSL.using(connection)
                                        .fetchValue("select to_regclass('ops.came_late')::text"))
                        .isEqualTo("ops.came_late");
            }
        }
    }

    @Test
    void aFailedMigrationLeavesNothingBehind() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated()) {
            int before = historyOf(database);

            assertThatThrownBy(() ->
                            Migrations.migrateFrom(
                                    database.settings(),
                                    "classpath:db/migration",
                                    "classpath:db/broken"))
                    .isInstanceOfSatisfying(
                            PipelineException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.MIGRATION_FAILED))
                    .hasMessageContaining("V900__breaks_halfway.sql")
                    .hasMessageContaining("division by zero");

            assertThat(historyOf(database)).isEqualTo(before);
            try (Connection connection = database.connect()) {
                assertThat(
                                DSL.using(connection)
                                        .fetchValue("select to_regclass('ops.half_done')::text"))
                        .isNull();
            }
            assertThat(Migrations.migrate(database.settings())).isZero();
        }
    }

    private static int historyOf(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            Object count =
                    DSL.using(connection)
                            .fetchValue(
                                    "select count(*)::int from ops.schema_history where version is"
                                            + " not null and success");
            return (Integer) count;
        }
    }
}
