package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class DerivedCommentsIT {

    @Test
    void everyDerivedTableAndColumnSaysWhatItMeans() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                Connection connection = database.connect()) {
            var silent =
                    DSL.using(connection)
                            .fetch(
                                    """
                                    select c.oid::regclass, a.attname
                                    from pg_class c
                                    left join pg_attribute a
                                        on a.attrelid = c.oid
                                        and a.attnum > 0
                                        and not a.attisdropped
                                    where c.relnamespace = 'derived'::regnamespace
                                        and c.relkind in ('r', 'p', 'v')
                                        and (
                                            obj_description(c.oid, 'pg_class') is null
                                            or col_description(c.oid, a.attnum) is null)
                                    """);

            assertThat(silent).isEmpty();
        }
    }
}
