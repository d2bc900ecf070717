package dev.millrace.batch.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows of a person in every table that has any, with a mark in each column that takes it; and where
 * the mark is found.
 */
public final class EveryTable {

    private static final Set<String> OWNING =
            Set.of(
                    "user_id",
                    "reviewer_id",
                    "sender_id",
                    "recipient_id",
                    "requested_by",
                    "primary_user_id",
                    "shared_by",
                    "shared_with",
                    "instructor_id",
                    "owner_user_id",
                    "author_id",
                    "host_user_id");

    /**
     * Columns that may hold what was planted when a person is erased: money and audit; then what
     * the product wrote, and dimensions that figures are counted by.
     */
    public static final String STAYING =
            String.join(
                    "|",
                    "billing\\..*",
                    "(ops|archive)\\.audit_logs\\..*",
                    "(wellness|archive)\\.bookings\\.discount_applied",
                    // Product contents: courses, the library, achievements.
                    "learning\\.courses\\.(?!instructor_).*",
                    "content\\.library_items\\..*",
                    "learning\\.user_achievements\\..*",
                    "learning\\.certificates\\.(certificate_number|verification_code)",
                    "engagement\\.form_submissions\\.form_key",
                    // Others' words.
                    "wellness\\.reviews\\.response_from_practitioner",
                    // Dimensions.
                    "analytics\\.ai_feedback\\.(feature|model_version)",
                    "analytics\\.conversion_events\\.(funnel_stage|source|medium|campaign)",
                    "analytics\\.search_events\\.search_query",
                    "(analytics|archive)\\.user_activity_logs\\.entity_type",
                    "(engagement|archive)\\.message_reactions\\.reaction_type",
                    "engagement\\.email_logs\\.provider",
                    "ops\\.system_logs\\.operation",
                    // Where the object is, until the job for temporary files takes both.
                    "content\\.media_files\\.(encryption_key_id|file_path|mime_type|storage_provider)");

    /** What the rules of single tables ask for, by table and column. */
    private static final Map<String, String> VALUES =
            Map.ofEntries(
                    Map.entry("identity.users.email", "'%s' || :n || '@example.org'"),
                    Map.entry("identity.users.phone", "'+1555' || (1000000 + :n)"),
                    Map.entry("identity.users.created_by", "null"),
                    Map.entry("identity.sessions.expires_at", "now() + interval '1 hour'"),
                    Map.entry(
                            "identity.password_reset_tokens.expires_at",
                            "now() + interval '1 hour'"),
                    Map.entry("wellness.bookings.ends_at", "now() + interval '1 hour'"),
                    Map.entry("wellness.bookings.practitioner_id", "gen_random_uuid()"),
                    Map.entry("wellness.bookings.service_id", "gen_random_uuid()"),
                    Map.entry(
                            "wellness.booking_reschedule_requests.new_scheduled_at",
                            "now() + interval '1 day'"),
                    Map.entry("wellness.health_record_sharing.shared_with", "gen_random_uuid()"),
                    Map.entry("billing.family_plan_members.role", "'member'"),
                    Map.entry(
                            "billing.subscriptions.current_period_end", "now() + interval '1 day'"),
                    Map.entry("engagement.notifications.channels", "array['email']"),
                    Map.entry("ops.system_logs.category", "'user'"));

    private static final String TABLES =
            """
            select format('%I.%I', n.nspname, c.relname) as name, a.attname, t.typname,
                a.attnotnull, a.atthasdef or a.attidentity <> '' as filled, t.typtype::text,
                format_type(t.oid, null) as type
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            where c.relkind in ('r', 'p') and not c.relispartition
                and n.nspname in ('identity', 'projects', 'learning', 'wellness', 'engagement',
                    'billing', 'content', 'analytics', 'ops', 'archive')
            order by 1, a.attnum
            """;

    private final JdbcClient sql;
    private final String mark;
    private final Map<String, List<Column>> tables = new LinkedHashMap<>();
    private int people;

    public EveryTable(JdbcClient sql, String mark) {
        this.sql = sql;
        this.mark = mark;
        sql.sql(TABLES)
                .query((row, number) ->
                        new Column(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getString(6).equals("e"),
                                row.getString(7)))
                .list()
                .forEach(column ->
                        tables.computeIfAbsent(column.table(), name -> new ArrayList<>())
                                .add(column));
    }

    private record Column(
            String table,
            String name,
            String kind,
            boolean isRequired,
            boolean isFilled,
            boolean isEnum,
            String type) {

        String path() {
            return table + "." + name;
        }

        boolean isOwning() {
            return (kind.equals("uuid") && OWNING.contains(name))
                    || path().equals("identity.users.id");
        }
    }

    /** A person with a row in every table that has rows of people. */
    public UUID fill() {
        UUID person = UUID.randomUUID();
        people++;
        List<String> failures = new ArrayList<>();
        tables.forEach((table, columns) -> {
            boolean isOfPeople = columns.stream().anyMatch(Column::isOwning);
            if (isOfPeople && !table.equals("ops.erasure_requests")) {
                try {
                    insert(table, columns, person);
                } catch (DataAccessException e) {
                    failures.add(table + ": " + e.getMostSpecificCause().getMessage());
                }
            }
        });
        assertThat(failures).isEmpty();
        return person;
    }

    /** Columns in which the mark is found, anywhere. */
    public List<String> holding() {
        List<String> found = new ArrayList<>();
        tables.forEach((table, columns) -> {
            String tests =
                    columns.stream()
                            .map(column ->
                                    "case when bool_or(%s like '%%%s%%') then '%s' end"
                                            .formatted(text(column), mark, column.path()))
                            .collect(Collectors.joining(", "));
            found.addAll(
                    sql.sql(
                                    "select t from (select array[%s] from %s) a (all_of), unnest(all_of) t where t is not null"
                                            .formatted(tests, table))
                            .query(String.class)
                            .list());
        });
        return found;
    }

    private static String text(Column column) {
        return column.kind().equals("bytea")
                ? "encode(\"%s\", 'escape')".formatted(column.name())
                : "\"%s\"::text".formatted(column.name());
    }

    /** How many rows of each table have the person's id in any column. */
    public Map<String, Long> rowsOf(UUID person) {
        Map<String, Long> rows = new TreeMap<>();
        tables.forEach((table, columns) -> {
            List<String> conditions =
                    columns.stream()
                            .filter(column -> column.kind().equals("uuid"))
                            .map(column -> "\"%s\" = '%s'".formatted(column.name(), person))
                            .toList();
            if (!conditions.isEmpty()) {
                long count =
                        sql.sql(
                                        "select count(*) from %s where %s"
                                                .formatted(table, String.join(" or ", conditions)))
                                .query(Long.class)
                                .single();
                if (count > 0) {
                    rows.put(table, count);
                }
            }
        });
        return rows;
    }

    /** Without triggers and keys: only the person's own rows are of interest. */
    private void insert(String table, List<Column> columns, UUID person) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Column column : columns) {
            String value = value(column, person);
            if (value != null) {
                names.add('"' + column.name() + '"');
                values.add(value);
            }
        }
        sql.sql(
                        "with mode as (select set_config('session_replication_role', 'replica', false)) insert into %s (%s) select %s from mode"
                                .formatted(
                                        table, String.join(", ", names), String.join(", ", values)))
                .update();
    }

    private @org.jspecify.annotations.Nullable String value(Column column, UUID person) {
        String special = VALUES.get(column.path());
        if (special != null) {
            return special.replace("%s", mark).replace(":n", Integer.toString(people));
        }
        if (column.isOwning()) {
            return "'%s'".formatted(person);
        }
        String text = mark + " " + people + column.path();
        return switch (column.kind()) {
            case "text" -> "'%s'".formatted(text.replace(' ', '.'));
            case "jsonb" -> "'{\"m\": \"%s\"}'".formatted(text);
            case "_text" -> "array['%s']".formatted(text);
            case "bytea" ->
                    "'\\x%s'"
                            .formatted(
                                    java.util.HexFormat.of()
                                            .formatHex(text.getBytes(StandardCharsets.UTF_8)));
            default -> column.isRequired() && !column.isFilled() ? required(column, person) : null;
        };
    }

    private static String required(Column column, UUID person) {
        if (column.isEnum()) {
            return "(enum_range(null::%s))[1]".formatted(column.type());
        }
        return switch (column.kind()) {
            case "uuid" ->
                    "'%s'"
                            .formatted(
                                    UUID.nameUUIDFromBytes(
                                            (column.name() + person)
                                                    .getBytes(StandardCharsets.UTF_8)));
            case "timestamptz" -> "now()";
            case "date" -> "current_date";
            case "time" -> "'10:00'";
            case "bool" -> "false";
            default -> "1";
        };
    }
}
