package dev.millrace.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two captured tables whose triggers write every committed version of every key down, in commit
 * order: row locks let no two open transactions touch the same key.
 */
public final class HistoryTables {

    private static final String ITEMS =
            "select format('{\"id\":%s,\"n\":%s,\"txt\":%s}', id, coalesce(n::text, 'null'),"
                    + " coalesce(to_json(txt)::text, 'null')) from t.items";

    private final TestSource source;
    private final CapturedTable items;
    private final CapturedTable pairs;

    private HistoryTables(TestSource source, CapturedTable items, CapturedTable pairs) {
        this.source = source;
        this.items = items;
        this.pairs = pairs;
    }

    public static HistoryTables create(TestSource source) {
        source.sql(
                "create table t.history (seq bigserial primary key, tbl text, key text, value text)",
                "create table t.items (id int primary key, n bigint, txt text)",
                "create table t.pairs (a int, b int, v int not null, primary key (a, b))",
                """
                create function t.items_history() returns trigger language plpgsql as $$
                begin
                    if tg_op = 'DELETE' or (tg_op = 'UPDATE' and old.id <> new.id) then
                        insert into t.history (tbl, key, value)
                        values ('items', format('["%s"]', old.id), 'null');
                    end if;
                    if tg_op <> 'DELETE' then
                        insert into t.history (tbl, key, value)
                        values ('items', format('["%s"]', new.id),
                            format('{"id":%s,"n":%s,"txt":%s}', new.id,
                                coalesce(new.n::text, 'null'),
                                coalesce(to_json(new.txt)::text, 'null')));
                    end if;
                    return null;
                end $$
                """,
                """
                create function t.pairs_history() returns trigger language plpgsql as $$
                begin
                    if tg_op = 'DELETE'
                        or (tg_op = 'UPDATE' and (old.a, old.b) <> (new.a, new.b)) then
                        insert into t.history (tbl, key, value)
                        values ('pairs', format('["%s","%s"]', old.a, old.b), 'null');
                    end if;
                    if tg_op <> 'DELETE' then
                        insert into t.history (tbl, key, value)
                        values ('pairs', format('["%s","%s"]', new.a, new.b),
                            format('{"a":%s,"b":%s,"v":%s}', new.a, new.b, new.v));
                    end if;
                    return null;
                end $$
                """,
                "create trigger history after insert or update or delete on t.items for each row execute function t.items_history()",
                "create trigger history after insert or update or delete on t.pairs for each row execute function t.pairs_history()");
        return new HistoryTables(
                source,
                source.capture("items", "id"),
                source.captured(
                        "pairs", ReplicaIdentity.DEFAULT, Set.of(), Optional.empty(), "a", "b"));
    }

    public CapturedTable items() {
        return items;
    }

    public CapturedTable pairs() {
        return pairs;
    }

    /** Each topic holds, of each key, every committed version once and in order. */
    public void assertPublished() {
        Map<String, List<String>> itemVersions = historyOfItems();
        Map<String, List<String>> pairVersions = historyOfPairs();
        assertThat(itemVersions.size() + pairVersions.size()).as("keys in history").isPositive();
        assertSame(TestTopics.histories(source.topics(), items), itemVersions);
        assertSame(TestTopics.histories(source.topics(), pairs), pairVersions);
    }

    /** Each topic holds, of each key, what a copy found and every version after it, in order. */
    public void assertEndsOfHistoriesPublished() {
        assertSuffixes(TestTopics.histories(items), historyOfItems());
        assertSuffixes(TestTopics.histories(pairs), historyOfPairs());
    }

    /** The topic of the items holds the rows of their table as it is now. */
    public void assertItemsPublished() {
        List<String> rows = source.query(ITEMS);
        List<String> published = new ArrayList<>(TestTopics.table(source.topics(), items).values());
        rows.sort(null);
        published.sort(null);
        // Too many to be compared by an assertion, which would look for each among all.
        assertThat(published.equals(rows))
                .as("%d rows in the table, %d in the topic", rows.size(), published.size())
                .isTrue();
    }

    private static void assertSuffixes(
            Map<String, List<String>> found, Map<String, List<String>> history) {
        Set<String> unknown = new TreeSet<>(found.keySet());
        unknown.removeAll(history.keySet());
        assertThat(unknown).as("keys that were never committed").isEmpty();
        history.forEach((key, versions) -> {
            List<String> published = found.getOrDefault(key, List.of());
            assertThat(published.size()).isLessThanOrEqualTo(versions.size());
            assertThat(published)
                    .as("versions of %s", key)
                    .isEqualTo(
                            versions.subList(versions.size() - published.size(), versions.size()));
            // What came before the snapshot and is not in the topic was replaced or deleted.
            if (published.isEmpty()) {
                assertThat(versions.getLast()).as("last of %s", key).isEqualTo("null");
            }
        });
    }

    private static void assertSame(
            Map<String, List<String>> published, Map<String, List<String>> history) {
        // Key by key: the maps are too large to be printed.
        history.forEach((key, versions) ->
                assertThat(published.getOrDefault(key, List.of()))
                        .as("versions of %s", key)
                        .isEqualTo(versions));
        Set<String> extra = new TreeSet<>(published.keySet());
        extra.removeAll(history.keySet());
        assertThat(extra).as("keys that were never committed").isEmpty();
    }

    /** What was written down of the items, by key. */
    public Map<String, List<String>> historyOfItems() {
        return history("items");
    }

    /** What was written down of the pairs, by key. */
    public Map<String, List<String>> historyOfPairs() {
        return history("pairs");
    }

    private Map<String, List<String>> history(String table) {
        Map<String, List<String>> history = new LinkedHashMap<>();
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select key, value from t.history where tbl = '"
                                        + table
                                        + "' order by seq")) {
            while (row.next()) {
                history.computeIfAbsent(row.getString(1), key -> new ArrayList<>())
                        .add(row.getString(2));
            }
            return history;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
