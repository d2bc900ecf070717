package dev.millrace.launcher.health;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/** What the servers are asked. */
final class Questions {

    private static final int PATIENCE_MILLIS = (int) ServerProbe.ANSWER_PATIENCE.toMillis();

    private Questions() {}

    /** Whether some broker answers. */
    static ServerProbe.Question toKafka(KafkaSettings kafka) {
        Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                AdminClientConfig.CLIENT_ID_CONFIG,
                                "millrace-probe",
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                PATIENCE_MILLIS,
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                PATIENCE_MILLIS));
        return new ServerProbe.Question() {
            @Override
            public void ask() throws Exception {
                Collection<Node> nodes =
                        admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (nodes.isEmpty()) {
                    throw new IllegalStateException("the cluster has no broker");
                }
            }

            @Override
            public void close() {
                admin.close(java.time.Duration.ZERO);
            }
        };
    }

    /** Whether the search server takes this login and answers. */
    static ServerProbe.Question toSearchServer(SearchSettings search) {
        ElasticsearchClient client = SearchConnection.open(search);
        return new ServerProbe.Question() {
            @Override
            public void ask() throws IOException {
                client.info();
            }

            @Override
            public void close() {
                try {
                    client.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** Whether the database takes this login and answers a query. */
    static ServerProbe.Question toDatabase(DatabaseSettings database) {
        return new ServerProbe.Question() {
            private @Nullable Connection connection;

            @Override
            public void ask() throws SQLException {
                try {
                    Connection current = connection;
                    if (current == null) {
                        current = DriverManager.getConnection(database.jdbcUrl(), login(database));
                        connection = current;
                    }
                    try (Statement statement = current.createStatement()) {
                        statement.execute("select 1");
                    }
                } catch (SQLException e) {
                    disconnect(e);
                    throw e;
                }
            }

            @Override
            public void close() {
                disconnect(new SQLException("the probe was closed"));
            }

            private void disconnect(SQLException reason) {
                Connection current = connection;
                connection = null;
                if (current != null) {
                    try {
                        current.close();
                    } catch (SQLException e) {
                        reason.addSuppressed(e);
                    }
                }
            }
        };
    }

    private static Properties login(DatabaseSettings database) {
        String seconds = Long.toString(ServerProbe.ANSWER_PATIENCE.toSeconds());
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password().reveal());
        properties.setProperty("ApplicationName", "millrace probe");
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        return properties;
    }
}
