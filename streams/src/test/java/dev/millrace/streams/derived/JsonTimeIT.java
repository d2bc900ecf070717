package dev.millrace.streams.derived;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The text of times in JSON against PostgreSQL's own. */
class JsonTimeIT {

    @Test
    void textIsPostgresqls() throws SQLException {
        try (Connection connection = StreamsDatabase.migrated().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set timezone = 'UTC'; select setseed(0.4)");
            int times = 0;
            try (ResultSet row =
                    statement.executeQuery(
                            """
                            select (extract(epoch from t) * 1000000)::bigint, to_jsonb(t) #>> '{}'
                            from (
                                select '4000-01-01 BC'::timestamptz
                                    + random() * interval '20000 years' as t
                                from generate_series(1, 2000)
                                union all
                                select date_trunc(p, now() - n * interval '123456789.87654 ms')
                                from generate_series(0, 200) n,
                                    unnest('{microseconds,milliseconds,second}'::text[]) p
                            ) x
                            """)) {
                while (row.next()) {
                    assertThat(JsonTime.utc(row.getLong(1))).isEqualTo(row.getString(2));
                    times++;
                }
            }
            assertThat(times).isEqualTo(2_603);
        }
    }
}
