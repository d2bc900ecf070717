package dev.millrace.bench.search.load;

import dev.millrace.bench.search.data.SearchData;

/**
 * What the application changes, one row at a time. The first parameter names the row by its number,
 * the second is a number by chance.
 */
enum RowChange {
    LESSON(
            30,
            """
            update learning.lessons l
            set content = t.long
            from (select ?::bigint as n, ?::bigint as chance) c
            join bench.text t on t.number = c.chance % 10000
            where l.id = bench.id('lesson', c.n)
            """),
    COURSE(
            20,
            """
            update learning.courses l
            set description = t.long, price_cents = c.chance % 7 * 1000
            from (select ?::bigint as n, ?::bigint as chance) c
            join bench.text t on t.number = c.chance % 10000
            where l.id = bench.id('course', c.n)
            """),
    REVIEW(
            20,
            """
            update wellness.reviews l
            set content = t.short
            from (select ?::bigint as n, ?::bigint as chance) c
            join bench.text t on t.number = c.chance % 10000
            where l.id = bench.id('review', c.n)
            """),
    /** Reaches the review's document by way of its counts. */
    VOTE(
            8,
            """
            update wellness.review_helpfulness
            set helpful = c.chance % 2 = 0
            from (select ?::bigint as n, ?::bigint as chance) c
            where id = bench.id('vote', c.n)
            """),
    /** Reaches the practitioner's document by way of the rating. */
    STARS(
            5,
            """
            update wellness.reviews
            set rating = 1 + c.chance % 5
            from (select ?::bigint as n, ?::bigint as chance) c
            where id = bench.id('review', c.n)
            """),
    PRACTITIONER(
            7,
            """
            update wellness.practitioners l
            set bio = t.short
            from (select ?::bigint as n, ?::bigint as chance) c
            join bench.text t on t.number = c.chance % 10000
            where l.id = bench.id('practitioner', c.n)
            """),
    /** The practitioner's document names the days. */
    WEEKDAY(
            4,
            """
            update wellness.practitioner_availability
            set active = c.chance % 3 > 0
            from (select ?::bigint as n, ?::bigint as chance) c
            where id = bench.id('availability', c.n)
            """),
    /** Stands in the documents of what the person does: practises, writes, teaches. */
    NAME(
            3,
            """
            update identity.users
            set display_name = 'Person ' || c.n || ' the ' || c.chance
            from (select ?::bigint as n, ?::bigint as chance) c
            where id = bench.id('user', c.n)
            """),
    /** A lesson leaves the index, or comes back. */
    UNPUBLISH(
            3,
            """
            update learning.lessons
            set is_published = c.chance % 4 > 0
            from (select ?::bigint as n, ?::bigint as chance) c
            where id = bench.id('lesson', c.n)
            """);

    private final int weight;
    private final String sql;

    RowChange(int weight, String sql) {
        this.weight = weight;
        this.sql = sql;
    }

    /** Of this many in a hundred. */
    static RowChange at(int percent) {
        int below = 0;
        for (RowChange change : values()) {
            below += change.weight;
            if (percent < below) {
                return change;
            }
        }
        throw new IllegalStateException("the weights make " + below + ", expected 100");
    }

    String sql() {
        return sql;
    }

    /** How many rows there are to choose from. */
    long rows(SearchData data) {
        return switch (this) {
            case LESSON, UNPUBLISH -> data.courses() * 4;
            case COURSE -> data.courses();
            case REVIEW, STARS -> data.practitioners() * 10;
            case VOTE -> data.practitioners() * 5;
            case PRACTITIONER -> data.practitioners();
            case WEEKDAY -> data.practitioners() * 3;
            case NAME -> data.people();
        };
    }
}
