package dev.millrace.schema.capture;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** P10: what is published, and what the capture role may read, is what the catalogue lists. */
class CapturedTablesIT extends RollbackTest {

    @Test
    void thePublicationHoldsTheCatalogue() {
        List<String> published =
                strings(
                        """
                        select schemaname || '.' || tablename
                        from pg_publication_tables
                        where pubname = 'millrace'
                        order by 1
                        """);

        assertThat(published)
                .containsExactlyElementsOf(
                        CapturedTables.all().stream()
                                .map(CapturedTable::qualifiedName)
                                .sorted()
                                .toList());
    }

    @Test
    void changesOfPartitionsArriveUnderTheNameOfTheirTable() throws SQLException {
        assertThat(
                        rows.text(
                                "select pubviaroot and pubinsert and pubupdate and pubdelete"
                                        + " from pg_publication where pubname = 'millrace'"))
                .isEqualTo("t");
    }

    @Test
    void parentsAreCopiedBeforeTheirChildren() {
        List<String> order =
                CapturedTables.all().stream().map(CapturedTable::qualifiedName).toList();

        List<String> references =
                strings(
                        """
                        select distinct conrelid::regclass || ' ' || confrelid::regclass
                        from pg_constraint r
                        where contype = 'f' and conparentid = 0 and conrelid <> confrelid
                            -- Of two tables that refer to each other neither comes first.
                            and not exists (
                                select from pg_constraint back
                                where back.contype = 'f'
                                    and back.conrelid = r.confrelid
                                    and back.confrelid = r.conrelid)
                        """);

        assertThat(references).hasSizeGreaterThan(50);
        assertThat(references)
                .map(reference -> reference.split(" "))
                .filteredOn(pair -> order.contains(pair[0]) && order.contains(pair[1]))
                .allSatisfy(pair ->
                        assertThat(order.indexOf(pair[1]))
                                .as("%s refers to %s", pair[0], pair[1])
                                .isLessThan(order.indexOf(pair[0])));
    }

    /** The partitions have the identity of their table: it is theirs that the log follows. */
    @Test
    void everyTableKeepsTheOldRowAsTheCatalogueSays() {
        for (CapturedTable table : CapturedTables.all()) {
            List<String> identities =
                    strings(
                            """
                            select distinct c.relreplident::text
                            from pg_class c
                            where c.oid = {0}::regclass
                                or c.oid in (
                                    select inhrelid from pg_inherits
                                    where inhparent = {0}::regclass)
                            """,
                            table.qualifiedName());

            assertThat(identities)
                    .as(table.qualifiedName())
                    .containsExactly(table.identity() == ReplicaIdentity.FULL ? "f" : "d");
        }
    }

    @Test
    void theCatalogueKnowsTheKeys() {
        for (CapturedTable table : CapturedTables.all()) {
            List<String> key =
                    strings(
                            """
                            select a.attname::text
                            from pg_index i
                            cross join unnest(i.indkey) with ordinality as k (attnum, position)
                            join pg_attribute a
                                on a.attrelid = i.indrelid and a.attnum = k.attnum
                            where i.indrelid = {0}::regclass and i.indisprimary
                            order by k.position
                            """,
                            table.qualifiedName());

            assertThat(table.key()).as(table.qualifiedName()).isEqualTo(key);
        }
    }

    /** Readable: every column but those left out, and no other column of the domain schemas. */
    @Test
    void captureReadsTheCatalogueAndNothingElse() {
        List<String> readable =
                strings(
                        """
                        select c.oid::regclass || '.' || a.attname
                        from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace
                        join pg_attribute a on a.attrelid = c.oid
                        where c.relkind in ('r', 'p', 'v', 'm')
                            and n.nspname !~ '^pg_|^information_schema$'
                            and c.oid <> 'ops.table_snapshots'::regclass
                            and a.attnum > 0
                            and not a.attisdropped
                            and has_column_privilege(
                                'millrace_capture', c.oid, a.attnum, 'select')
                        """);

        assertThat(new TreeSet<>(readable)).isEqualTo(expectedColumns());
    }

    private TreeSet<String> expectedColumns() {
        return CapturedTables.all().stream()
                .flatMap(table ->
                        Stream.concat(
                                columns(table.qualifiedName(), table),
                                table.archive().stream()
                                        .flatMap(archive -> columns(archive, table))))
                .collect(toCollection(TreeSet::new));
    }

    private Stream<String> columns(String relation, CapturedTable table) {
        return strings(
                        """
                        select attname::text
                        from pg_attribute
                        where attrelid = {0}::regclass and attnum > 0 and not attisdropped
                        """,
                        relation)
                .stream()
                .filter(column -> !table.leftOut().contains(column))
                .map(column -> relation + "." + column);
    }

    @Test
    void everyColumnLeftOutExists() {
        for (CapturedTable table : CapturedTables.all()) {
            List<String> columns =
                    strings(
                            "select attname::text from pg_attribute where attrelid = {0}::regclass",
                            table.qualifiedName());

            assertThat(columns).as(table.qualifiedName()).containsAll(table.leftOut());
        }
    }

    @Test
    void captureIsNoSuperuserAndNoRowPolicyFiltersItsSnapshot() throws SQLException {
        rows.add("identity.users");
        rows.add("learning.lesson_progress");
        String users = String.valueOf(rows.count("select from identity.users"));
        become("millrace_capture");

        assertThat(rows.text("show is_superuser")).isEqualTo("off");
        assertThat(rows.text("select count(email) from identity.users")).isEqualTo(users);
        assertThat(rows.count("select from learning.lesson_progress")).isEqualTo(1);
    }

    @Test
    void captureBeatsTheHeartAndWritesNothingElse() throws SQLException {
        become("millrace_capture");

        int beaten =
                rows.execute(
                        "update ops.capture_heartbeat set beat_at = clock_timestamp(),"
                                + " beats = beats + 1 where id = 1");

        assertThat(beaten).isEqualTo(1);
        assertForbidden(() -> rows.execute("delete from ops.capture_heartbeat"));
        assertForbidden(() -> rows.execute("update learning.courses set title = ''"));
    }

    static Stream<String> everyCapturedTable() {
        return CapturedTables.all().stream().map(CapturedTable::qualifiedName);
    }

    @ParameterizedTest
    @MethodSource("everyCapturedTable")
    void truncateIsRefusedWithTheReason(String table) throws SQLException {
        PSQLException refusal = refusalOf(() -> rows.execute("truncate " + table + " cascade"));

        assertThat(refusal.getMessage())
                .contains("is refused")
                .contains("arrives there as one event without rows")
                .contains("Delete the rows instead: DELETE FROM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"learning.lesson_progress_h07", "wellness.bookings_y2032m02"})
    void truncateOfAPartitionIsRefusedEvenOfALaterOne(String partition) throws SQLException {
        rows.text(
                "select ops.ensure_month_partitions('wellness.bookings', '2032-01-01',"
                        + " '2032-03-01')");

        assertThat(refusalOf(() -> rows.execute("truncate " + partition)).getMessage())
                .contains("TRUNCATE of " + partition + " is refused");
    }

    private List<String> strings(String sql, String... values) {
        Object[] inlined = Stream.of(values).map(DSL::inline).toArray();
        return DSL.using(connection).resultQuery(sql, inlined).fetch(0, String.class);
    }
}
