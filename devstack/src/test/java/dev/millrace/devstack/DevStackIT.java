package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevStackIT {

    @Test
    void dataIsFoundAgainOnTheSamePorts(@TempDir Path folder) throws Exception {
        DevStackSettings settings = DevStackSettings.in(folder.resolve("stack"));
        int port;
        try (DevStack stack = DevStack.start(settings);
                Connection connection =
                        stack.postgres().adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            port = stack.postgres().port();
            statement.execute("CREATE TABLE kept AS SELECT 7 AS n");
        }
        try (DevStack stack = DevStack.start(settings);
                Connection connection =
                        stack.postgres().adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT n, current_user, version() FROM kept")) {
            assertThat(stack.postgres().port()).isEqualTo(port);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(7);
            assertThat(rows.getString(2)).isEqualTo("postgres");
            assertThat(rows.getString(3)).startsWith("PostgreSQL 18");
        }
    }
}
