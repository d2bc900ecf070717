package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.batch.fixture.BatchDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of every type that the model has, to a file and back. */
class ParquetTableIT {

    @TempDir private Path folder;

    @Test
    void everyTypeComesBackEqual() throws Exception {
        BatchDatabase database = BatchDatabase.migrated();
        JdbcClient sql = database.sql();
        sql.sql(
                        """
                        create table public.kinds (
                            id uuid not null, flag boolean, small smallint, number integer,
                            large bigint, day date, moment timestamptz, plain timestamp, hour time,
                            span interval, address inet, bytes bytea, document jsonb,
                            source json, words text, code char(3), list text[],
                            precise numeric(10, 2), wide numeric(38, 10), open numeric,
                            floating double precision, kind wellness.booking_status,
                            kinds wellness.booking_status[])
                        """)
                .update();
        Samples.fill(sql, "public.kinds", 60, Map.of("source", "'{\"a\" :  1}'::json"));
        sql.sql(
                        """
                        insert into public.kinds (id, small, number, large, moment, plain) values
                            ('ffffffff-ffff-ffff-ffff-ffffffffffff', 32767, 2147483647,
                             9223372036854775807, 'infinity', 'infinity'),
                            ('00000000-0000-0000-0000-000000000000', -32768, -2147483648,
                             -9223372036854775808, '-infinity', '-infinity'),
                            ('01234567-89ab-cdef-8123-456789abcdef', 0, -1, -9223372036854775807,
                             '0001-01-01 00:00:00.000001+00', '0001-01-01 00:00:00.1'),
                            (gen_random_uuid(), 1, 10, 100, '294246-12-31 23:59:59.999999+00',
                             '10000-02-29 12:00:00')
                        """)
                .update();
        sql.sql("create table public.back (like public.kinds)").update();
        Path file = folder.resolve("kinds.parquet");

        try (Connection connection = database.connect();
                Connection engine = Engine.open(folder)) {
            connection.setAutoCommit(false);
            execute(connection, "set timezone = 'UTC'");
            ParquetTable parquet = new ParquetTable(engine, folder);
            List<ColumnForm> columns = TableColumns.of(connection, "public.kinds").forms();
            TableFile written =
                    parquet.write(connection, "public.kinds", "public.kinds t", columns, file);
            parquet.verify(written, file);
            execute(
                    connection,
                    "create temporary table texts (%s)"
                            .formatted(
                                    columns.stream()
                                            .map(c -> c.quoted() + " text")
                                            .collect(Collectors.joining(", "))));
            parquet.intoDatabase(connection, "texts", columns, file);
            execute(
                    connection,
                    "insert into public.back select %s from texts t"
                            .formatted(
                                    columns.stream()
                                            .map(ColumnForm::valueInDatabase)
                                            .collect(Collectors.joining(", "))));
            connection.commit();

            assertThat(written.rows()).isEqualTo(64);
            assertThat(columns.stream().map(ColumnForm::fileType))
                    .contains("DECIMAL(10,2)", "UUID", "VARCHAR[]", "JSON", "BOOLEAN");
            // A type of JSON has no equality.
            for (String pair : List.of("kinds k except all select", "back k except all select")) {
                String other = pair.startsWith("kinds") ? "back" : "kinds";
                assertThat(
                                sql.sql(
                                                "select count(*) from (select to_jsonb(k) - 'source' || jsonb_build_object('s', source::text, 'o', open::text, 'f', floating) from public.%s to_jsonb(k) - 'source' || jsonb_build_object('s', source::text, 'o', open::text, 'f', floating) from public.%s k) t"
                                                        .formatted(pair, other))
                                        .query(Long.class)
                                        .single())
                        .isZero();
            }
        }
    }

    /** More rows than the engine makes into texts at a time, and a last piece that is not full. */
    @Test
    void fileOfManyPiecesIsReadBackWholeAgainAndAgain() throws Exception {
        BatchDatabase database = BatchDatabase.migrated();
        JdbcClient sql = database.sql();
        sql.sql(
                        """
                        create table public.many as
                        select g as number, gen_random_uuid() as id,
                            timestamptz '2026-01-01' + g * interval '1.000001 s' as moment,
                            case when g % 7 = 0 then null else 'word ' || g % 100 end as word,
                            null::text as nothing
                        from generate_series(1, 500001) g
                        """)
                .update();
        sql.sql("create table public.back (like public.many)").update();
        Path file = folder.resolve("many.parquet");

        try (Connection connection = database.connect();
                Connection engine = Engine.open(folder)) {
            execute(connection, "set timezone = 'UTC'");
            List<ColumnForm> columns = TableColumns.of(connection, "public.many").forms();
            ParquetTable parquet = new ParquetTable(engine, folder);
            TableFile written =
                    parquet.write(connection, "public.many", "public.many t", columns, file);
            for (int round = 0; round < 5; round++) {
                parquet.verify(written, file);
            }
            parquet.intoDatabase(connection, "public.back", columns, file);

            assertThat(written.rows()).isEqualTo(500_001);
            assertThat(written.columns().getLast().nulls()).isEqualTo(500_001);
            assertThat(
                            sql.sql(
                                            "select count(*) from (table public.many except table public.back) t")
                                    .query(Long.class)
                                    .single())
                    .isZero();
            assertThat(sql.sql("select count(*) from public.back").query(Long.class).single())
                    .isEqualTo(500_001);
        }
        try (var left = Files.list(folder)) {
            assertThat(left.filter(path -> path.toString().endsWith(".csv"))).isEmpty();
        }
    }

    /** Fewer rows are on their way at a time then, and none is lost between. */
    @Test
    void longTextsComeBackWhole() throws Exception {
        BatchDatabase database = BatchDatabase.migrated();
        database.sql()
                .sql(
                        """
                        create table public.letters as
                        select g as id, repeat(md5(g::text), 250 + g % 3) as words
                        from generate_series(1, 12345) g
                        """)
                .update();
        Path file = folder.resolve("letters.parquet");

        try (Connection connection = database.connect();
                Connection engine = Engine.open(folder)) {
            List<ColumnForm> columns = TableColumns.of(connection, "public.letters").forms();
            ParquetTable parquet = new ParquetTable(engine, folder);
            TableFile written =
                    parquet.write(connection, "letters", "public.letters t", columns, file);
            parquet.verify(written, file);

            assertThat(written.rows()).isEqualTo(12_345);
        }
    }

    @Test
    void valueThatTheFileCannotHoldIsRefusedAndNotRounded() throws Exception {
        BatchDatabase database = BatchDatabase.migrated();
        database.sql().sql("create table public.kinds (id int, moment timestamptz)").update();
        database.sql().sql("insert into public.kinds values (1, '0044-03-15 BC')").update();

        try (Connection connection = database.connect();
                Connection engine = Engine.open(folder)) {
            List<ColumnForm> columns = TableColumns.of(connection, "public.kinds").forms();
            ParquetTable parquet = new ParquetTable(engine, folder);

            assertThatThrownBy(() ->
                            parquet.write(
                                    connection,
                                    "public.kinds",
                                    "public.kinds t",
                                    columns,
                                    folder.resolve("kinds.parquet")))
                    .hasMessageContaining("0044-03-15");
        }
    }

    /** Many more rows than are on the way at a time: whoever still sends is let go. */
    @Test
    void whenOneSideFailsInTheMiddleItsWordsAreTold() throws Exception {
        BatchDatabase database = BatchDatabase.migrated();
        database.sql().sql("create table public.days (day date)").update();
        try (Connection connection = database.connect();
                Connection engine = Engine.open(folder)) {
            List<ColumnForm> columns = TableColumns.of(connection, "public.days").forms();
            ParquetTable parquet = new ParquetTable(engine, folder);
            Path file = folder.resolve("days.parquet");

            assertThatThrownBy(() ->
                            parquet.write(
                                    connection,
                                    "days",
                                    days("date '0044-03-15 BC'"),
                                    columns,
                                    file))
                    .hasMessageContaining("0044-03-15");
            assertThatThrownBy(() ->
                            parquet.write(
                                    connection,
                                    "days",
                                    days("current_date + 1 / (g - 30000)"),
                                    columns,
                                    file))
                    .hasMessageContaining("division by zero");

            assertThat(
                            parquet.write(connection, "days", days("current_date"), columns, file)
                                    .rows())
                    .isEqualTo(100_000);
        }
    }

    private static String days(String inTheMiddle) {
        return "(select case when g = 30000 then %s else date '2020-01-01' + g %% 100 end as day from generate_series(1, 100000) g) t"
                .formatted(inTheMiddle);
    }

    private static void execute(Connection connection, String statement) throws Exception {
        try (Statement s = connection.createStatement()) {
            s.execute(statement);
        }
    }
}
