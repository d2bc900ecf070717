package dev.millrace.streams.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.devstack.testsupport.SharedStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgTextIT {

    // A surrogate is no character; 0 is none to PostgreSQL.
    private static final String CHARACTERS =
            "select n, lower(chr(n)) from generate_series(1, 1114111) n"
                    + " where n not between 55296 and 57343";

    @Test
    void everyCharacterIsLoweredAsPostgresqlDoes() throws SQLException {
        List<String> different = new ArrayList<>();
        EmbeddedPostgresServer server = SharedStack.get().postgres();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://%s:%d/postgres"
                                        .formatted(server.host(), server.port()),
                                server.adminUser(),
                                server.adminPassword());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CHARACTERS)) {
            while (row.next()) {
                String ours = PgText.lower(Character.toString(row.getInt(1)));
                if (!ours.equals(row.getString(2))) {
                    different.add("U+%04X".formatted(row.getInt(1)));
                }
            }
        }

        assertThat(different).isEmpty();
    }

    @Test
    void onlySpacesAreTrimmed() {
        assertThat(PgText.trim("  \t Yoga  class\u00a0 ")).isEqualTo("\t Yoga  class\u00a0");
        assertThat(PgText.trim("   ")).isEmpty();
    }
}
