package dev.millrace.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** From a bare server to a database that its roles enter, and nobody else. */
class BootstrapIT {

    private static final String DATABASE = "app";

    private static EmbeddedPostgresServer server;
    private static DatabaseSettings admin;

    @BeforeAll
    static void bootstrapABareServer() throws IOException {
        server =
                EmbeddedPostgresServer.start(
                        Files.createTempDirectory("millrace-bootstrap-"),
                        OptionalInt.empty(),
                        Durability.FAST);
        admin =
                new DatabaseSettings(
                        server.host(),
                        server.port(),
                        "postgres",
                        server.adminUser(),
                        new Secret(server.adminPassword()));
        Bootstrap.run(admin, DATABASE, passwords());
    }

    @AfterAll
    static void stop() {
        server.closeAndDelete();
    }

    /** A password that quoting could break, another for each role. */
    private static Map<String, Secret> passwords() {
        return DatabaseRoles.logins().stream()
                .collect(Collectors.toMap(Function.identity(), BootstrapIT::passwordOf));
    }

    private static Secret passwordOf(String role) {
        return new Secret(role + "'s \\ pässword");
    }

    @Test
    void everyRoleLogsInWithItsPassword() throws SQLException {
        for (String role : DatabaseRoles.logins()) {
            try (Connection connection = connect(role, passwordOf(role))) {
                assertThat(new Rows(connection).text("select current_user")).isEqualTo(role);
            }
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThat(refusalOf(DatabaseRoles.APP, new Secret("wrong")).getSQLState())
                .isEqualTo("28P01");
    }

    @Test
    void aStrangerIsKeptOut() throws SQLException {
        execute("create role stranger login password 'stranger'");

        assertThat(refusalOf("stranger", new Secret("stranger")).getMessage())
                .contains("permission denied for database");
    }

    @Test
    void theOwnerMigratesWithoutBeingASuperuser() throws SQLException {
        int applied = Migrations.migrate(seenBy(DatabaseRoles.OWNER));

        assertThat(applied).isPositive();
        try (Connection connection = connect(DatabaseRoles.OWNER)) {
            assertThat(new Rows(connection).text("show is_superuser")).isEqualTo("off");
        }
    }

    @Test
    void runningItAgainChangesNothingButTheGivenPasswords() throws SQLException {
        Bootstrap.run(admin, DATABASE, Map.of(DatabaseRoles.BATCH, new Secret("new")));

        connect(DatabaseRoles.BATCH, new Secret("new")).close();
        connect(DatabaseRoles.WRITER).close();
        Bootstrap.run(admin, DATABASE, passwords());
        connect(DatabaseRoles.BATCH).close();
    }

    @Test
    void anEmptyPasswordKeepsTheFormerOne() throws SQLException {
        Bootstrap.run(admin, DATABASE, Map.of(DatabaseRoles.ANALYST, new Secret("")));

        connect(DatabaseRoles.ANALYST).close();
    }

    @Test
    void whatKeepsTheOwnerOutIsNotCalledAFailedMigration() {
        DatabaseSettings owner = seenBy(DatabaseRoles.OWNER);
        DatabaseSettings wrong =
                new DatabaseSettings(
                        owner.host(),
                        owner.port(),
                        owner.database(),
                        owner.user(),
                        new Secret("wrong"));

        assertThatThrownBy(() -> Migrations.migrate(wrong))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOGIN_REFUSED))
                .hasMessageContaining(DatabaseRoles.OWNER);
    }

    @Test
    void anAnalystCannotWriteEvenByMistake() throws SQLException {
        try (Connection connection = connect(DatabaseRoles.ANALYST)) {
            assertThat(new Rows(connection).text("show transaction_read_only")).isEqualTo("on");
        }
    }

    /** N27. */
    @Test
    void theAppIsNotKeptWaitingForLong() throws SQLException {
        try (Connection connection = connect(DatabaseRoles.APP)) {
            assertThat(new Rows(connection).text("show statement_timeout")).isEqualTo("30s");
        }
    }

    @Test
    void theAppActsForItselfOnlyWhenItSaysSo() throws SQLException {
        try (Connection connection = connect(DatabaseRoles.APP)) {
            Rows rows = new Rows(connection);
            assertThat(rows.text("select pg_has_role('millrace_app_service', 'usage')"))
                    .isEqualTo("f");

            rows.execute("set role millrace_app_service");

            assertThat(rows.text("select current_user")).isEqualTo(DatabaseRoles.APP_SERVICE);
        }
    }

    @Test
    void theDatabaseOfSomebodyElseIsLeftAlone() throws SQLException {
        execute("create database theirs");

        assertThatThrownBy(() -> Bootstrap.run(admin, "theirs", Map.of()))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.SERVER_MISCONFIGURED))
                .hasMessageContaining("belongs to postgres")
                .hasMessageContaining("ALTER DATABASE \"theirs\" OWNER TO millrace_owner");
    }

    @Test
    void anAdministratorWithAWrongPasswordIsToldSo() {
        DatabaseSettings wrong = admin.as(admin.user(), new Secret("wrong"));

        assertThatThrownBy(() -> Bootstrap.run(wrong, DATABASE, Map.of()))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.LOGIN_REFUSED));
    }

    @Test
    void aRoleWithTheRightsOfNoAdministratorIsToldSo() {
        DatabaseSettings nobody = seenBy(DatabaseRoles.OPERATOR);

        assertThatThrownBy(() -> Bootstrap.run(nobody, "other", passwords()))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.SERVER_MISCONFIGURED))
                .hasMessageContaining("permission denied");
    }

    @Test
    void aPasswordForAnUnknownRoleIsAMistake() {
        assertThatThrownBy(() -> Bootstrap.run(admin, DATABASE, Map.of("me", new Secret("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no role me logs in");
    }

    private static DatabaseSettings seenBy(String role) {
        return new DatabaseSettings(server.host(), server.port(), DATABASE, role, passwordOf(role));
    }

    private static Connection connect(String role) throws SQLException {
        return connect(role, passwordOf(role));
    }

    private static Connection connect(String role, Secret password) throws SQLException {
        return DriverManager.getConnection(seenBy(role).jdbcUrl(), role, password.reveal());
    }

    private static PSQLException refusalOf(String role, Secret password) {
        return catchThrowableOfType(PSQLException.class, () -> connect(role, password).close());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(
                        admin.jdbcUrl(), admin.user(), admin.password().reveal())) {
            new Rows(connection).execute(sql);
        }
    }
}
