package dev.millrace.streams.oracle;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Tables of one domain, and statements that change them at random.
 *
 * <p>The chance is PostgreSQL's own, so a run is repeated by its seed. In a statement {@code
 * {word:9}} stands for one of nine ids of that word, {@code {a|b|c}} for one of these texts.
 *
 * @param tables what the statements change, parents first
 * @param setup what must be there before
 * @param statements each changes few rows, or none
 */
public record RandomTables(List<String> tables, String setup, List<String> statements) {

    private static final Pattern ID = Pattern.compile("\\{(\\w+):(\\d+)}");
    private static final Pattern CHOICE = Pattern.compile("\\{([^{}:]*\\|[^{}]*)}");

    /** What the statements are made of; run once before them. */
    static final String FUNCTIONS =
            """
            create function pg_temp.id(word text, most int) returns uuid
            language sql volatile as $$ select md5(word || 1 + floor(random() * most)::int)::uuid $$;
            create function pg_temp.one(words text) returns text
            language sql volatile as $$
                select (string_to_array(words, '|'))[
                    1 + floor(random() * cardinality(string_to_array(words, '|')))::int]
            $$;
            create function pg_temp.moment() returns timestamptz
            language sql volatile as $$
                select date_trunc('day', now(), 'UTC') - floor(random() * 2) * interval '1 day'
                    - floor(random() * 2) * interval '1 microsecond'
            $$;
            insert into identity.users (id, email, display_name)
            select md5('user' || n)::uuid, 'user' || n || '@example.org', 'User'
            from generate_series(1, 6) n;
            """;

    public RandomTables {
        tables = List.copyOf(tables);
        statements = statements.stream().map(RandomTables::expanded).toList();
    }

    // In parentheses with select, so that each is drawn once a statement, not once a row.
    private static String expanded(String statement) {
        String ids = ID.matcher(statement).replaceAll("(select pg_temp.id('$1', $2))");
        return CHOICE.matcher(ids).replaceAll("(select pg_temp.one('$1'))");
    }
}
