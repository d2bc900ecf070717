package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A value per type edge: snapshot and log give the same bytes, those that RowFormat names. */
class TypeEdgesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Edge(String type, String sql, String json) {}

    private static final String BIG_NUMBER = "1" + "0".repeat(400);

    private static final List<Edge> EDGES =
            List.of(
                    edge("boolean", "true", "true"),
                    edge("boolean", "false", "false"),
                    edge("smallint", "-32768", "-32768"),
                    edge("smallint", "32767", "32767"),
                    edge("integer", "-2147483648", "-2147483648"),
                    edge("bigint", "9223372036854775807", "9223372036854775807"),
                    edge("bigint", "'-9223372036854775808'", "-9223372036854775808"),
                    edge("oid", "4294967295", "4294967295"),
                    edge("numeric", "12.50", "\"12.50\""),
                    edge("numeric", "'NaN'", "\"NaN\""),
                    edge("numeric", "'Infinity'", "\"Infinity\""),
                    edge("numeric", "'-Infinity'", "\"-Infinity\""),
                    edge("numeric", "0.000000000000000000001000", "\"0.000000000000000000001000\""),
                    edge("numeric", "1e30", "\"1000000000000000000000000000000\""),
                    edge("numeric(10,2)", "7", "\"7.00\""),
                    edge("numeric(10,2)", "-0.00", "\"0.00\""),
                    edge("real", "3.4028235e38", "\"3.4028235e+38\""),
                    edge("real", "'1e-45'", "\"1e-45\""),
                    edge("real", "'NaN'", "\"NaN\""),
                    edge("real", "1234567", "\"1.234567e+06\""),
                    edge("real", "123456", "\"123456\""),
                    edge("real", "0.1", "\"0.1\""),
                    edge("real", "'-0'", "\"-0\""),
                    edge("double precision", "'5e-324'", "\"5e-324\""),
                    edge("double precision", "1e15", "\"1e+15\""),
                    edge("double precision", "123456789012345", "\"123456789012345\""),
                    edge("double precision", "0.0001", "\"0.0001\""),
                    edge("double precision", "0.00001234", "\"1.234e-05\""),
                    edge("double precision", "'-Infinity'", "\"-Infinity\""),
                    edge("double precision", "2e23", "\"1.9999999999999998e+23\""),
                    edge(
                            "double precision",
                            "1.7976931348623157e308",
                            "\"1.7976931348623157e+308\""),
                    edge("text", "''", "\"\""),
                    edge(
                            "text",
                            "E'tab\\t, newline\\n, \\\\ and \"quotes\"'",
                            "\"tab\\t, newline\\n, \\\\ and \\\"quotes\\\"\""),
                    edge(
                            "text",
                            "E'bell\\x07 \\u2028 \\U0001F600 ä'",
                            "\"bell\\u0007 \u2028 \uD83D\uDE00 ä\""),
                    edge("text", "'\\N'", "\"\\\\N\""),
                    edge("text", "'null'", "\"null\""),
                    edge("varchar(5)", "'abc'", "\"abc\""),
                    edge("char(5)", "'abc'", "\"abc  \""),
                    edge("citext", "'MiXed'", "\"MiXed\""),
                    edge("t.mood", "'so so, \"ok\"'", "\"so so, \\\"ok\\\"\""),
                    edge("t.amount", "5.10", "\"5.10\""),
                    edge(
                            "uuid",
                            "'0E37DF36-F698-11E6-8DD4-CB9CED3DF976'",
                            "\"0e37df36-f698-11e6-8dd4-cb9ced3df976\""),
                    edge("inet", "'192.168.0.1/24'", "\"192.168.0.1/24\""),
                    edge("inet", "'192.168.0.1'", "\"192.168.0.1\""),
                    edge("inet", "'::1'", "\"::1\""),
                    edge("cidr", "'10.0.0.0/8'", "\"10.0.0.0/8\""),
                    edge("date", "'2026-01-31'", "\"2026-01-31\""),
                    edge("date", "'0044-03-15 BC'", "\"0044-03-15 BC\""),
                    edge("date", "'4713-01-01 BC'", "\"4713-01-01 BC\""),
                    edge("date", "'5874897-12-31'", "\"5874897-12-31\""),
                    edge("date", "'10000-01-01'", "\"10000-01-01\""),
                    edge("date", "'0001-01-01'", "\"0001-01-01\""),
                    edge("date", "'infinity'", "\"infinity\""),
                    edge("date", "'-infinity'", "\"-infinity\""),
                    edge("time", "'00:00'", "\"00:00:00\""),
                    edge("time", "'24:00'", "\"24:00:00\""),
                    edge("time", "'21:00:00.120'", "\"21:00:00.12\""),
                    edge("time", "'23:59:59.999999'", "\"23:59:59.999999\""),
                    edge(
                            "timestamptz",
                            "'2026-01-31 10:00:00.123456+00'",
                            "\"2026-01-31T10:00:00.123456Z\""),
                    edge(
                            "timestamptz",
                            "'2026-01-31 10:00:00.1+02'",
                            "\"2026-01-31T08:00:00.100Z\""),
                    edge(
                            "timestamptz",
                            "'2026-01-31 10:00:00.0001+00'",
                            "\"2026-01-31T10:00:00.000100Z\""),
                    edge("timestamptz", "'2026-01-31 10:00:00+00'", "\"2026-01-31T10:00:00Z\""),
                    edge(
                            "timestamptz",
                            "'0044-03-15 10:00:00.5+00 BC'",
                            "\"-0043-03-15T10:00:00.500Z\""),
                    edge("timestamptz", "'0001-01-01 00:00:00+00 BC'", "\"0000-01-01T00:00:00Z\""),
                    edge("timestamptz", "'4713-01-01 00:00:00+00 BC'", "\"-4712-01-01T00:00:00Z\""),
                    edge(
                            "timestamptz",
                            "'12345-06-07 08:09:10.000001+00'",
                            "\"+12345-06-07T08:09:10.000001Z\""),
                    edge(
                            "timestamptz",
                            "'294276-12-31 23:59:59.999999+00'",
                            "\"+294276-12-31T23:59:59.999999Z\""),
                    edge("timestamptz", "'infinity'", "\"infinity\""),
                    edge("timestamptz", "'-infinity'", "\"-infinity\""),
                    edge("timestamp", "'2026-01-31 10:00:00.12'", "\"2026-01-31T10:00:00.120\""),
                    edge("timestamp", "'0044-03-15 10:00:00 BC'", "\"-0043-03-15T10:00:00\""),
                    edge("timestamp", "'infinity'", "\"infinity\""),
                    edge(
                            "json",
                            "'{\"b\" : 1,  \"a\":\"ä\", \"b\":2}'",
                            "{\"b\" : 1,  \"a\":\"ä\", \"b\":2}"),
                    edge(
                            "jsonb",
                            "'{\"b\":1.50,\"a\":[1,null,\"\\u00e4\\n\\\"\"]}'",
                            "{\"a\": [1, null, \"ä\\n\\\"\"], \"b\": 1.50}"),
                    edge("jsonb", "'1e400'", BIG_NUMBER),
                    edge(
                            "jsonb",
                            "'12345678901234567890.12345678901234567890'",
                            "12345678901234567890.12345678901234567890"),
                    edge("jsonb", "'null'", "null"),
                    edge("jsonb", "'\"text\"'", "\"text\""),
                    edge("bytea", "'\\xDEADbeef00'", "\"\\\\xdeadbeef00\""),
                    edge("text[]", "'{}'", "[]"),
                    edge(
                            "text[]",
                            "array['a,b', 'say \"hi\"', '{x}', 'back\\slash', '', 'NULL', null, ' pad ', E'line\\nbreak']",
                            "[\"a,b\",\"say \\\"hi\\\"\",\"{x}\",\"back\\\\slash\",\"\",\"NULL\",null,\" pad \",\"line\\nbreak\"]"),
                    edge(
                            "text[]",
                            "array[array['a','b'],array['c',null]]",
                            "[[\"a\",\"b\"],[\"c\",null]]"),
                    edge("text[]", "'[0:1]={a,b}'", "[\"a\",\"b\"]"),
                    edge("integer[]", "'{1,-2,NULL}'", "[1,-2,null]"),
                    edge("bigint[]", "'{9223372036854775807}'", "[9223372036854775807]"),
                    edge("boolean[]", "'{t,f,NULL}'", "[true,false,null]"),
                    edge("numeric[]", "'{1.50,NaN}'", "[\"1.50\",\"NaN\"]"),
                    edge(
                            "uuid[]",
                            "array['0e37df36-f698-11e6-8dd4-cb9ced3df976'::uuid]",
                            "[\"0e37df36-f698-11e6-8dd4-cb9ced3df976\"]"),
                    edge(
                            "t.mood[]",
                            "array['sad','so so, \"ok\"',null]::t.mood[]",
                            "[\"sad\",\"so so, \\\"ok\\\"\",null]"),
                    edge("citext[]", "array['A','b']::citext[]", "[\"A\",\"b\"]"),
                    edge(
                            "timestamptz[]",
                            "array['2026-01-31 10:00:00.5+02'::timestamptz,'infinity']",
                            "[\"2026-01-31T08:00:00.500Z\",\"infinity\"]"),
                    edge(
                            "date[]",
                            "array['0044-03-15 BC'::date,'infinity']",
                            "[\"0044-03-15 BC\",\"infinity\"]"),
                    edge(
                            "jsonb[]",
                            "array['{\"a\": \"x,\\\"y\"}'::jsonb, 'null'::jsonb, null]",
                            "[{\"a\": \"x,\\\"y\"},null,null]"),
                    edge("varchar(3)[]", "array['abc','d']", "[\"abc\",\"d\"]"));

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        source.sql(
                "set search_path = public; create extension if not exists citext",
                "create type t.mood as enum ('sad', 'so so, \"ok\"')",
                "create domain t.amount as numeric(10,2) check (value >= 0)");
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @ParameterizedTest
    @EnumSource
    void snapshotAndLogGiveTheSameBytes(LogReader logReader) throws InterruptedException {
        StringBuilder columns = new StringBuilder("id int primary key, touched int");
        StringBuilder values = new StringBuilder();
        StringBuilder nulls = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        StringBuilder expectedNulls = new StringBuilder();
        for (int i = 0; i < EDGES.size(); i++) {
            Edge edge = EDGES.get(i);
            columns.append(", c").append(i).append(' ').append(edge.type());
            // A default must never stand in for a null.
            columns.append(" default ").append(edge.sql());
            values.append(", ").append(edge.sql());
            nulls.append(", null");
            expected.append(",\"c").append(i).append("\":").append(edge.json());
            expectedNulls.append(",\"c").append(i).append("\":null");
        }
        source.sql(
                "set timezone = 'Asia/Kolkata'; create table t.edges (" + columns + ")",
                "insert into t.edges values (1, 0" + values + ")",
                "insert into t.edges values (2, 0" + nulls + ")");
        CapturedTable edges = source.capture("edges", "id");
        source.sql(
                "alter role millrace_capture in database "
                        + source.admin().database()
                        + " set timezone = 'America/St_Johns'");

        try (Ingest ingest = Ingest.start(source.settings().withLogReader(logReader))) {
            source.awaitPublished(ingest);
            source.sql(
                    "insert into t.edges values (3, 0" + values + ")",
                    "insert into t.edges values (4, 0" + nulls + ")",
                    "update t.edges set touched = touched + 1");
            source.awaitPublished(ingest);
        }

        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (int id = 1; id <= 4; id++) {
            String rest = (id % 2 == 1 ? expected : expectedNulls) + "}";
            wanted.put(
                    "[\"" + id + "\"]",
                    List.of(
                            "{\"id\":" + id + ",\"touched\":0" + rest,
                            "{\"id\":" + id + ",\"touched\":1" + rest));
        }
        Map<String, List<String>> found = TestTopics.histories(edges);
        wanted.forEach((key, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                assertThat(found.getOrDefault(key, List.of()).get(i).split(",(?=\"c\\d+\":)"))
                        .as("row %s, version %d", key, i)
                        .containsExactly(rows.get(i).split(",(?=\"c\\d+\":)"));
            }
        });
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void keysOfEachTypeAreCanonical() throws InterruptedException {
        source.sql(
                "create table t.keyed (flag boolean, at timestamptz, day date, name citext, n numeric, primary key (flag, at, day, name, n))",
                "insert into t.keyed values (true, '2026-01-31 10:00:00.5+02', '0044-03-15 BC', 'A\"b', 1.50)");
        CapturedTable keyed = source.capture("keyed", "flag", "at", "day", "name", "n");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql("delete from t.keyed");
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.histories(keyed))
                .containsOnlyKeys(
                        "[\"true\",\"2026-01-31T08:00:00.500Z\",\"0044-03-15 BC\",\"A\\\"b\",\"1.50\"]");
        assertThat(TestTopics.table(keyed)).isEmpty();
    }

    @Test
    void unchangedLongValuesArriveWhole() throws InterruptedException {
        source.sql(
                "create table t.long (id int primary key, n int, txt text, doc jsonb, arr text[])",
                insertLong(1));
        CapturedTable longs = source.capture("long", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    insertLong(2), "update t.long set n = n + 1", "update t.long set id = id + 10");
            source.awaitPublished(ingest);
        }

        Map<String, String> rows = TestTopics.table(longs);
        assertThat(rows).containsOnlyKeys("[\"11\"]", "[\"12\"]");
        for (String id : List.of("11", "12")) {
            String row = rows.get("[\"" + id + "\"]");
            assertThat(row).hasSizeGreaterThan(3_000_000).doesNotContain("__debezium");
            assertThat(row)
                    .isEqualTo(
                            "{\"id\":"
                                    + id
                                    + ",\"n\":1,"
                                    + source.value(
                                            "select '\"txt\":' || to_json(txt) || ',\"doc\":' || doc::text || ',\"arr\":' || array_to_json(arr)::text || '}' from t.long where id = "
                                                    + id));
        }
    }

    @Test
    void leftOutLongValueOfKeyedTableIsNamed() throws InterruptedException {
        source.sql(
                "create table t.narrow (id int primary key, n int, txt text)",
                "insert into t.narrow select 1, 0, string_agg(md5(i::text), '') from generate_series(1, 1000) i");
        CapturedTable narrow =
                source.captured(
                        "narrow", ReplicaIdentity.DEFAULT, Set.of(), Optional.empty(), "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql("update t.narrow set n = 1");
            source.awaitPublished(ingest);
        }
        assertThat(TestTopics.of(Topics.deadLetters("ingest").name()))
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.toString())
                                .contains("t.narrow", "txt", "REPLICA IDENTITY FULL"));
        assertThat(TestTopics.of(narrow)).hasSize(1);
    }

    private static String insertLong(int id) {
        // Random enough that compression does not keep it in the row.
        return "insert into t.long select "
                + id
                + ", 0, string_agg(md5(i::text || 'a'), ''), jsonb_object_agg(md5(i::text || 'b'), i), array_agg(md5(i::text || 'c')) from generate_series(1, 32768) i";
    }

    private static Edge edge(String type, String sql, String json) {
        return new Edge(type, sql, json);
    }
}
