package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A18: what holds for every table. */
class ConventionsIT extends RollbackTest {

    private static final String DOMAIN_TABLES =
            """
            select c.oid, c.oid::regclass::text as name
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p')
                and n.nspname in (
                    'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing',
                    'content', 'analytics', 'ops')
            """;

    @Test
    void everyTableHasAPrimaryKey() throws SQLException {
        assertThat(
                        rows.text(
                                """
                                select string_agg(c.oid::regclass::text, ', ')
                                from pg_class c
                                join pg_namespace n on n.oid = c.relnamespace
                                where c.relkind in ('r', 'p')
                                    and n.nspname !~ '^pg_|^information_schema$'
                                    and not exists (
                                        select from pg_index i
                                        where i.indrelid = c.oid and i.indisprimary)
                                """))
                .isNull();
    }

    @Test
    void everyForeignKeyIsIndexed() throws SQLException {
        assertThat(rows.count("select from oracle.foreign_keys_without_index")).isZero();
    }

    @Test
    void everyTableWithUpdatedAtKeepsIt() throws SQLException {
        String without =
                rows.text(
                        """
                        select string_agg(name, ', ')
                        from (%s) as t
                        join pg_attribute a
                            on a.attrelid = t.oid and a.attname = 'updated_at'
                                and not a.attisdropped
                        where not exists (
                            select from pg_trigger g
                            where g.tgrelid = t.oid and g.tgname = 'touch_updated_at')
                        """
                                .formatted(DOMAIN_TABLES));

        assertThat(without).isNull();
    }

    @Test
    void updatedAtMovesWithAnUpdateWhateverTheStatementSays() throws SQLException {
        UUID user = rows.add("identity.users", "updated_at", "2020-01-01");
        UUID booking = rows.add("wellness.bookings", "updated_at", "2020-01-01");

        rows.execute("update identity.users set display_name = 'New' where id = ?", user);
        rows.execute(
                "update wellness.bookings set subject = 'New', updated_at = '2021-01-01'"
                        + " where id = ?",
                booking);

        assertThat(
                        rows.text(
                                """
                                select u.updated_at = now() and b.updated_at = now()
                                from identity.users u, wellness.bookings b
                                where u.id = ? and b.id = ?
                                """,
                                user,
                                booking))
                .isEqualTo("t");
    }
}
