package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The library, searches and conversions: what activity adds up to. */
@ExtendWith(SharedProgram.class)
class AnalyticsAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    AnalyticsAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // K20, but for the search index
    @Test
    void viewsLikesAndSharesStayWhenAnOldMonthGoes() throws SQLException {
        UUID item = UUID.randomUUID();
        List<UUID> users = fixtures.users(2);
        // A month that nothing else uses.
        YearMonth month =
                YearMonth.of(1971, 1).plusMonths(ThreadLocalRandom.current().nextInt(500));
        sql.owner(
                "select ops.ensure_month_partitions('analytics.user_activity_logs', '%1$s', '%1$s')"
                        .formatted(month.atDay(1)));
        sql.app(
                """
                insert into content.library_items
                    (id, title, slug, content, content_type, status, published_at)
                values ('%1$s', 'Breathing', '%1$s', 'In, out', 'article', 'published', now());
                insert into analytics.user_activity_logs
                    (user_id, activity_type, entity_type, entity_id, created_at)
                select '%2$s', 'content_viewed', 'library_item', '%1$s', at
                from unnest(array[now(), '%4$sT12:00:00Z', '%4$sT13:00:00Z']) at;
                insert into content.item_reactions (item_id, user_id, kind)
                values ('%1$s', '%2$s', 'like'), ('%1$s', '%3$s', 'like'), ('%1$s', '%2$s', 'share')
                """
                        .formatted(item, users.get(0), users.get(1), month.atDay(2)));
        String counts =
                """
                select view_count, like_count, share_count
                from derived.content_statistics where item_id = '%s'
                """
                        .formatted(item);
        sql.eventually("3|2|1", counts);

        // As the retention job does it: what the month adds up to stays, the month goes.
        sql.owner(
                """
                insert into archive.activity_rollups
                    (month, activity_type, entity_type, entity_id, events)
                select '%1$s', activity_type, entity_type, entity_id, count(*)
                from analytics.user_activity_logs
                where created_at >= '%1$sT00:00:00Z' and created_at < '%2$sT00:00:00Z'
                group by activity_type, entity_type, entity_id;
                alter table analytics.user_activity_logs
                    detach partition analytics.user_activity_logs_y%3$s;
                drop table analytics.user_activity_logs_y%3$s
                """
                        .formatted(
                                month.atDay(1),
                                month.plusMonths(1).atDay(1),
                                month.toString().replace("-", "m")));

        // Another view comes after it, so what follows is not the old row still standing there.
        sql.app(
                """
                insert into analytics.user_activity_logs
                    (user_id, activity_type, entity_type, entity_id)
                values ('%s', 'content_viewed', 'library_item', '%s')
                """
                        .formatted(users.get(1), item));
        sql.eventually("4|2|1", counts);
        sql.eventuallyAsOracle("content_statistics", "s.item_id = '%s'".formatted(item));
    }

    // K22
    @Test
    void aTermIsOneWhateverItsCaseAndSpaces() throws SQLException {
        String term = "yoga " + UUID.randomUUID();
        sql.app(
                """
                insert into analytics.search_events (search_query, search_type, results_count,
                    clicked_result_id, clicked_position)
                values (' Y%1$s', 'practitioners', 0, null, null),
                    ('%2$s', 'practitioners', 0, null, null),
                    ('%2$s', 'practitioners', 7, gen_random_uuid(), 2)
                """
                        .formatted(term.substring(1), term));

        sql.eventually(
                "%s|3|2|1|2".formatted(term),
                """
                select term, searches, zero_result_searches, clicks, click_position_sum
                from derived.search_terms_daily where term ilike '%%%s%%'
                """
                        .formatted(term));
    }

    // K23
    @Test
    void signUpsOfACampaignCountEventsAndPeople() throws SQLException {
        String campaign = "spring " + UUID.randomUUID();
        List<UUID> users = fixtures.users(2);
        sql.app(
                """
                insert into analytics.conversion_events (user_id, event_type, source, campaign)
                values ('%2$s', 'signup', 'mail', '%1$s'),
                    ('%2$s', 'signup', 'mail', '%1$s'),
                    ('%3$s', 'signup', 'mail', '%1$s')
                """
                        .formatted(campaign, users.get(0), users.get(1)));

        sql.eventually(
                "signup|3|2",
                "select event_type, events, users from derived.conversion_daily where campaign = '%s'"
                        .formatted(campaign));
    }
}
