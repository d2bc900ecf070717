package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** What people look for, look at and take with them, as the application logs it. */
final class Visitors {

    private static final List<String> TERMS =
            List.of(
                    "Yoga",
                    " yoga",
                    "welding",
                    "Back pain",
                    "back pain ",
                    "OSHA 10",
                    "tile",
                    "sleep");
    private static final List<String> STEPS =
            List.of("signup", "email_verified", "first_search", "booking_started");
    private static final List<String> CAMPAIGNS = List.of("spring", "referral", "newsletter");

    private Visitors() {}

    static boolean search(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        turn.write(
                """
                insert into analytics.search_events
                  (id, search_query, search_type, results_count, search_duration_ms)
                values (?, ?, ?, ?, ?)
                """,
                id,
                turn.chance().oneOf(TERMS),
                turn.chance().happens(0.6) ? "services" : "practitioners",
                turn.chance().happens(0.2) ? 0 : turn.chance().between(1, 40),
                turn.chance().between(3, 200));
        turn.afterCommit(() -> turn.sample().searches.add(id));
        return true;
    }

    /** The click comes later, on the row of the search. */
    static boolean clickResult(Turn turn) throws SQLException {
        int position = turn.chance().between(1, 10);
        return turn.onLive(
                turn.sample().searches,
                search -> {
                    turn.afterCommit(() -> turn.sample().searches.remove(search));
                    return turn.write(
                                    """
                                    update analytics.search_events
                                    set clicked_result_id = gen_random_uuid(), clicked_position = ?
                                    where id = ? and results_count >= ?
                                    """,
                                    position,
                                    search,
                                    position)
                            == 1;
                });
    }

    static boolean convert(Turn turn) throws SQLException {
        String step = turn.chance().oneOf(STEPS);
        String campaign = turn.chance().happens(0.5) ? turn.chance().oneOf(CAMPAIGNS) : null;
        return turn.on(
                turn.sample().people,
                person ->
                        turn.write(
                                        """
                                        insert into analytics.conversion_events
                                          (user_id, event_type, source, campaign, value_cents)
                                        values (?, ?, ?, ?, ?)
                                        """,
                                        turn.chance().happens(0.9) ? person : null,
                                        step,
                                        campaign == null ? null : "mail",
                                        campaign,
                                        turn.chance().below(5_000))
                                == 1);
    }

    static boolean publishItem(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        turn.write(
                """
                insert into content.library_items
                  (id, title, slug, content, content_type, status, published_at)
                values (?, 'How we do it', ?, 'Step by step.', 'guide', 'published', now())
                """,
                id,
                "item-" + id);
        turn.afterCommit(() -> turn.sample().items.add(id));
        return true;
    }

    static boolean viewItem(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().items, item -> act(turn, "content_viewed", "library_item", item));
    }

    static boolean react(Turn turn) throws SQLException {
        String kind = turn.chance().happens(0.8) ? "like" : "share";
        return turn.on(
                turn.sample().items,
                item ->
                        turn.on(
                                turn.sample().people,
                                person ->
                                        turn.write(
                                                        """
                                                        insert into content.item_reactions
                                                          (item_id, user_id, kind)
                                                        values (?, ?, ?)
                                                        on conflict do nothing
                                                        """,
                                                        item,
                                                        person,
                                                        kind)
                                                == 1));
    }

    static boolean takeBackReaction(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().items,
                item ->
                        turn.write(
                                        """
                                        delete from content.item_reactions where id = (
                                          select id from content.item_reactions
                                          where item_id = ? order by id limit 1)
                                        """,
                                        item)
                                == 1);
    }

    static boolean download(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().resources,
                resource -> act(turn, "resource_downloaded", "course_resource", resource));
    }

    private static boolean act(Turn turn, String type, String entityType, UUID entity)
            throws SQLException {
        return turn.on(
                turn.sample().people,
                person ->
                        turn.write(
                                        """
                                        insert into analytics.user_activity_logs
                                          (user_id, activity_type, entity_type, entity_id)
                                        values (?, ?, ?, ?)
                                        """,
                                        person,
                                        type,
                                        entityType,
                                        entity)
                                == 1);
    }

    /** A model answers; most people say nothing about it. */
    static boolean askModel(Turn turn) throws SQLException {
        boolean said = turn.chance().happens(0.3);
        return turn.on(
                turn.sample().people,
                person ->
                        turn.write(
                                        """
                                        insert into analytics.ai_feedback
                                          (user_id, feature, model_version, input_data, output_data,
                                           rating, is_helpful, response_time_ms)
                                        values (?, 'matching', ?, '{}', '{}', ?, ?, ?)
                                        """,
                                        person,
                                        turn.chance().happens(0.9) ? "2" : null,
                                        said ? turn.chance().between(1, 5) : null,
                                        said ? turn.chance().happens(0.7) : null,
                                        turn.chance().between(40, 900))
                                == 1);
    }
}
