package dev.millrace.streams.oracle;

import java.util.List;

/** Tags, money, content and what is logged of people's activity, changed at random. */
final class RecordTables {

    static final String ACTIVITY_TABLE = "analytics.user_activity_logs";

    static final RandomTables TAGS =
            new RandomTables(
                    List.of("learning.course_tags", "learning.course_tag_map"),
                    """
                    insert into learning.courses (id, source_system, title, slug, instructor_name)
                    select md5('course' || n)::uuid, 'edu7p', 'C', 'c' || n, 'T'
                    from generate_series(1, 5) n;
                    insert into learning.course_tags (id, name, slug)
                    select md5('tag' || n)::uuid, n, n from generate_series(1, 3) n;
                    """,
                    List.of(
                            """
                            insert into learning.course_tags (id, name, slug)
                            select md5('tag' || n)::uuid, n, n from (select {1|2|3} n) one
                            on conflict (id) do update set updated_at = now()
                            """,
                            "delete from learning.course_tags where id = {tag:9}",
                            """
                            insert into learning.course_tag_map (course_id, tag_id)
                            select {course:5}, id from learning.course_tags where id = {tag:3}
                            on conflict do nothing
                            """,
                            """
                            update learning.course_tag_map m set tag_id = t.id
                            from learning.course_tags t
                            where m.course_id = {course:5} and t.id = {tag:3} and not exists (
                                select from learning.course_tag_map o
                                where o.course_id = m.course_id and o.tag_id <> m.tag_id)
                            """,
                            "delete from learning.course_tag_map where course_id = {course:9}"));

    static final RandomTables MONEY =
            new RandomTables(
                    List.of(
                            "billing.family_plans",
                            "billing.family_plan_members",
                            "billing.payments",
                            "billing.refunds"),
                    """
                    insert into billing.family_plans (id, primary_user_id)
                    select md5('plan' || n)::uuid, md5('user' || n)::uuid
                    from generate_series(1, 3) n;
                    """,
                    List.of(
                            """
                            insert into billing.family_plans (id, primary_user_id, max_members)
                            select md5('plan' || n)::uuid, md5('user' || n)::uuid, {6|7|8}::int
                            from (select {1|2|3} n) one
                            on conflict (id) do update set max_members = excluded.max_members
                            """,
                            "delete from billing.family_plans where id = {plan:9}",
                            """
                            insert into billing.family_plan_members (family_plan_id, user_id, role)
                            select id, {user:6}, 'member' from billing.family_plans
                            where id = {plan:3}
                            on conflict (user_id) do update set
                                family_plan_id = excluded.family_plan_id
                            """,
                            "delete from billing.family_plan_members where user_id = {user:9}",
                            pay(),
                            pay(),
                            """
                            update billing.payments p set amount_cents = greatest(
                                {1000|2000|3000}::int, (
                                    select sum(amount_cents) from billing.refunds r
                                    where r.payment_id = p.id and status = 'succeeded'))
                            where id = {payment:8}
                            """,
                            """
                            delete from billing.refunds where payment_id = md5('payment1')::uuid;
                            delete from billing.payments where id = md5('payment1')::uuid
                            """,
                            giveBack(),
                            giveBack(),
                            """
                            update billing.refunds set status =
                                {pending|failed|cancelled}::billing.refund_status
                            where id = {refund:10}
                            """,
                            """
                            update billing.refunds set processed_at = pg_temp.moment()
                            where id = {refund:10}
                            """,
                            """
                            update billing.refunds r set payment_id = p.id
                            from billing.payments p
                            where r.id = {refund:10} and p.id = {payment:8}
                                and r.amount_cents <= p.amount_cents - (
                                    select coalesce(sum(o.amount_cents), 0)
                                    from billing.refunds o where o.payment_id = p.id)
                            """,
                            "delete from billing.refunds where id = {refund:10}"));

    static final RandomTables CONTENT =
            new RandomTables(
                    List.of("content.library_items", "content.item_reactions", ACTIVITY_TABLE),
                    """
                    insert into content.library_items (id, title, slug, content, content_type)
                    select md5('item' || n)::uuid, 'T', n, 'x', 'article'
                    from generate_series(1, 3) n;
                    """,
                    List.of(
                            """
                            insert into content.library_items
                                (id, title, slug, content, content_type)
                            select md5('item' || n)::uuid, 'T', n, 'x', 'article'
                            from (select {1|2|3} n) one
                            on conflict (id) do update set updated_at = now()
                            """,
                            "delete from content.library_items where id = {item:9}",
                            """
                            insert into content.item_reactions (id, item_id, kind)
                            select {reaction:9}, id, {like|share}::content.reaction_kind
                            from content.library_items where id = {item:3}
                            on conflict (id) do update set
                                item_id = excluded.item_id, kind = excluded.kind
                            """,
                            "delete from content.item_reactions where id = {reaction:9}",
                            act(),
                            act(),
                            act(),
                            "delete from analytics.user_activity_logs where id = {activity:40}"));

    static final RandomTables ANALYTICS =
            new RandomTables(
                    List.of(
                            "analytics.ai_feedback",
                            "analytics.search_events",
                            "analytics.conversion_events"),
                    "",
                    List.of(
                            """
                            insert into analytics.ai_feedback (id, feature, model_version,
                                input_data, output_data, rating, is_accurate, is_helpful,
                                response_time_ms)
                            values ({feedback:12}, {matching|ranking}, nullif({|1|2}, ''),
                                '{ }', '{ }', nullif({|1|2|5}, '')::int,
                                nullif({|true|false}, '')::boolean,
                                nullif({|true|false}, '')::boolean,
                                nullif({|0|7|100|250}, '')::int)
                            on conflict (id) do update set
                                feature = excluded.feature, rating = excluded.rating,
                                model_version = excluded.model_version,
                                is_accurate = excluded.is_accurate,
                                response_time_ms = excluded.response_time_ms
                            """,
                            "delete from analytics.ai_feedback where id = {feedback:20}",
                            """
                            insert into analytics.search_events (id, search_query, search_type,
                                results_count, clicked_result_id, clicked_position,
                                search_duration_ms, created_at)
                            values ({search:30},
                                { Yoga|yoga |YOGA|ÉCOLE|école|İstanbul|ΣΊΣΥΦΟΣ|Straße|ǅ|\t yoga| |},
                                {services|content}::analytics.search_type, {0|1|9}::int,
                                case when {0|1} = '1' then {item:3} end,
                                nullif({|1|2}, '')::int, nullif({|10|35}, '')::int,
                                pg_temp.moment())
                            on conflict (id) do update set
                                search_query = excluded.search_query,
                                clicked_result_id = excluded.clicked_result_id,
                                clicked_position = excluded.clicked_position,
                                created_at = excluded.created_at
                            """,
                            "delete from analytics.search_events where id = {search:30}",
                            convert(),
                            convert(),
                            convert(),
                            convert(),
                            "delete from analytics.conversion_events where id = {conversion:30}"));

    /**
     * What the archive does with an old month: its counts move to the roll-ups, and its partition
     * goes without a delete of any row.
     */
    static final String DROP_OLD_MONTH =
            """
            insert into archive.activity_rollups (
                month, activity_type, entity_type, entity_id, events)
            select date_trunc('month', now() - interval '3 months', 'UTC')::date, activity_type,
                entity_type, entity_id, count(*)
            from analytics.user_activity_logs
            where created_at < date_trunc('month', now() - interval '2 months', 'UTC')
                and entity_type is not null and entity_id is not null
            group by activity_type, entity_type, entity_id;
            do $$
            begin
                execute 'drop table analytics.user_activity_logs_'
                    || to_char((now() - interval '3 months') at time zone 'UTC', '"y"YYYY"m"MM');
            end
            $$;
            """;

    /** Activity in the month that the archive takes; only before that. */
    static final RandomTables OLD_ACTIVITY =
            new RandomTables(
                    List.of(ACTIVITY_TABLE),
                    "",
                    List.of(actAt("date_trunc('month', now() - interval '3 months', 'UTC')")));

    private RecordTables() {}

    private static String act() {
        return actAt("date_trunc('day', now(), 'UTC')");
    }

    private static String actAt(String moment) {
        return """
        insert into analytics.user_activity_logs (
            id, activity_type, entity_type, entity_id, created_at)
        values ({activity:40},
            {content_viewed|content_viewed|resource_downloaded|resource_downloaded|page_view}
                ::analytics.activity_type,
            nullif({library_item|library_item|course_resource|media_file|}, ''),
            case when {0|1|1|1} = '1' then {item:3} end, %s)
        on conflict (id, created_at) do update set
            activity_type = excluded.activity_type, entity_type = excluded.entity_type,
            entity_id = excluded.entity_id
        """
                .formatted(moment);
    }

    private static String pay() {
        return """
        insert into billing.payments (id, source_system, user_id, amount_cents, currency,
            platform_fee_cents, payment_type, status, processed_at)
        values ({payment:8}, {edu7p|klear}::ops.source_system, {user:6}, 4000,
            {USD|EUR}, {0|100|250}::int, {course|course|booking}::billing.payment_type,
            {succeeded|succeeded|pending|failed|refunded|partially_refunded}
                ::billing.payment_status,
            pg_temp.moment())
        on conflict (id) do update set
            source_system = excluded.source_system, currency = excluded.currency,
            platform_fee_cents = excluded.platform_fee_cents, status = excluded.status,
            payment_type = excluded.payment_type, processed_at = excluded.processed_at
        """;
    }

    private static String giveBack() {
        return """
        insert into billing.refunds (id, payment_id, amount_cents, reason, status, processed_at,
            requested_by)
        select {refund:10}, id, case when {0|1} = '1' then rest else greatest(1, rest / 3) end,
            'dispute', {succeeded|succeeded|pending}::billing.refund_status, pg_temp.moment(),
            {user:6}
        from (
            select p.id, p.amount_cents - (
                select coalesce(sum(r.amount_cents), 0) from billing.refunds r
                where r.payment_id = p.id) rest
            from billing.payments p where p.id = {payment:8}) open
        where rest > 0
        on conflict do nothing
        """;
    }

    private static String convert() {
        return """
        insert into analytics.conversion_events (id, user_id, event_type, source, medium, campaign,
            value_cents, created_at)
        values ({conversion:30}, case when {0|1|1} = '1' then {user:3} end,
            {signup|signup|first_search}::analytics.conversion_event_type, nullif({|mail}, ''),
            nullif({||||cpc}, ''), nullif({||||spring}, ''), {0|5|-5|100}::int, pg_temp.moment())
        on conflict (id) do update set
            user_id = excluded.user_id, source = excluded.source,
            value_cents = excluded.value_cents, created_at = excluded.created_at
        """;
    }
}
