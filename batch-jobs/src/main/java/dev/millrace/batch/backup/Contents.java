package dev.millrace.batch.backup;

import dev.millrace.batch.backup.Manifest.Fingerprint;
import dev.millrace.batch.backup.Manifest.Month;
import dev.millrace.batch.backup.Manifest.SequenceValue;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What there is to back up in a database, seen in the transaction of a connection. */
final class Contents {

    private static final String SCHEMAS =
            "'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',"
                    + " 'analytics', 'ops', 'archive', 'derived', 'batch'";

    /** Rows that migrations write are of the schema, not of the data. */
    private static final String COLUMNS =
            """
            select format('%I.%I', n.nspname, c.relname), a.attname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where n.nspname in (SCHEMAS)
                and c.relkind in ('r', 'p') and not c.relispartition
                and a.attgenerated = ''
                and c.oid <> 'ops.schema_history'::regclass
            order by 1, a.attnum
            """
                    .replace("SCHEMAS", SCHEMAS);

    private static final String MONTHS =
            """
            select t.parent::text, p.from_at::date::text
            from ops.monthly_tables() t (parent)
            cross join lateral ops.month_partitions(t.parent) p
            where p.from_at > '-infinity'
            order by 1, 2
            """;

    private static final String SEQUENCES =
            """
            select format('%I.%I', schemaname, sequencename), last_value::text
            from pg_sequences
            where schemaname in (SCHEMAS) and last_value is not null
            order by 1
            """
                    .replace("SCHEMAS", SCHEMAS);

    /** A later moment gives other rows of those that ask for the time. */
    private static final String ORACLES =
            """
            select format('%I.%I', schemaname, viewname), ''
            from pg_views
            where schemaname = 'oracle' and definition !~* 'now\\(\\)|current_timestamp'
            order by 1
            """;

    private Contents() {}

    /** A session whose texts are the same everywhere. */
    static Connection connect(DatabaseSettings settings, String name) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", settings.user());
        login.setProperty("password", settings.password().reveal());
        login.setProperty("ApplicationName", name);
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty(
                "options", "-c statement_timeout=0 -c timezone=UTC -c extra_float_digits=1");
        Connection connection = DriverManager.getConnection(settings.jdbcUrl(), login);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Tables with their columns, both in order. */
    static Map<String, List<String>> tables(Connection connection) throws SQLException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (String[] column : pairs(connection, COLUMNS)) {
            tables.computeIfAbsent(column[0], table -> new ArrayList<>()).add(column[1]);
        }
        return tables;
    }

    static List<Month> months(Connection connection) throws SQLException {
        return pairs(connection, MONTHS).stream().map(row -> new Month(row[0], row[1])).toList();
    }

    static List<SequenceValue> sequences(Connection connection) throws SQLException {
        return pairs(connection, SEQUENCES).stream()
                .map(row -> new SequenceValue(row[0], Long.parseLong(row[1])))
                .toList();
    }

    /** What the oracles say that depend on nothing but the tables. */
    static List<Fingerprint> oracles(Connection connection) throws SQLException {
        List<Fingerprint> oracles = new ArrayList<>();
        for (String[] view : pairs(connection, ORACLES)) {
            String[] found =
                    pairs(
                                    connection,
                                    "select count(*)::text, coalesce(sum(('x' || left(md5(t::text),"
                                            + " 15))::bit(60)::bigint), 0)::text from "
                                            + view[0]
                                            + " t")
                            .getFirst();
            oracles.add(new Fingerprint(view[0], Long.parseLong(found[0]), found[1]));
        }
        return oracles;
    }

    static String value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String[]> pairs(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String[]> pairs = new ArrayList<>();
            while (row.next()) {
                pairs.add(new String[] {row.getString(1), row.getString(2)});
            }
            return pairs;
        }
    }
}
