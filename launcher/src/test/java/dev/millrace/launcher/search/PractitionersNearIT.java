package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.Found;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Practitioners near a place, by rating and availability, though no index knows their places. */
class PractitionersNearIT {

    // Alexanderplatz, and places at known distances from it: a degree of latitude is 111.195 km.
    private static final double LATITUDE = 52.5219;
    private static final double LONGITUDE = 13.4132;

    private final SearchProgram program = SearchProgram.get();

    @Test
    void onlyThoseNearAreFoundByRatingAndAvailability() throws Exception {
        UUID close = practitioner("Ada Zander", 0.02, 4);
        UUID best = practitioner("Bea Zander", 0.2, 5);
        UUID otherDay = practitioner("Cleo Zander", 0.03, 5);
        program.app(
                "update wellness.practitioner_availability set day_of_week = 5 where practitioner_id = '%s'"
                        .formatted(otherDay));
        practitioner("Dora Zander", 2.0, 5);
        UUID suspended = practitioner("Elli Zander", 0.01, 5);
        program.app(
                "update wellness.practitioners set status = 'suspended' where id = '%s'"
                        .formatted(suspended));
        UUID placeless = practitioner("Fay Zander", 0, 5);
        program.app(
                """
                update identity.user_profiles f set latitude = null, longitude = null
                from wellness.practitioners p where p.user_id = f.user_id and p.id = '%s'
                """
                        .formatted(placeless));
        program.awaitIndex(SearchIndexes.PRACTITIONERS);

        // 0.02, 0.2 and 0.03 degrees to the north.
        assertThat(near(50)).isEqualTo(Map.of(close, 5, best, 25, otherDay, 10));
        assertThat(near(10).keySet()).containsExactlyInAnyOrder(close, otherDay);
        assertThat(found(OptionalLong.of(1), 50)).containsExactly("Bea Zander", "Ada Zander");
        assertThat(found(OptionalLong.of(5), 50)).containsExactly("Cleo Zander");
        assertThat(found(OptionalLong.empty(), 10)).containsExactly("Cleo Zander", "Ada Zander");
        // A radius counts in steps, too.
        assertThat(found(OptionalLong.of(1), 1)).containsExactly("Ada Zander");

        TypedCommand.Ended byDistance =
                program.run(
                        "search",
                        "practitioners",
                        "zander",
                        "--near",
                        "%s,%s,50".formatted(LATITUDE, LONGITUDE),
                        "--sort",
                        "distance");
        assertThat(byDistance.code()).as(byDistance.output()).isZero();
        assertThat(byDistance.output())
                .containsSubsequence("5.0 km", "Ada", "10.0 km", "Cleo", "25.0 km", "Bea")
                .contains("3 found")
                .doesNotContain("Dora");

        // Who moves is somewhere else at once: the index has nothing to forget.
        program.app(
                """
                update identity.user_profiles f set latitude = -33, longitude = 151
                from wellness.practitioners p where p.user_id = f.user_id and p.id = '%s'
                """
                        .formatted(best));
        assertThat(found(OptionalLong.of(1), 50)).containsExactly("Ada Zander");

        ObjectNode document =
                program.client()
                        .get(g -> g.index("practitioners").id(close.toString()), ObjectNode.class)
                        .source();
        assertThat(document).isNotNull();
        assertThat(document.toString()).doesNotContain("52.54").doesNotContain("13.41");
    }

    /** Verified and active, available on Mondays, with one rating, so many degrees to the north. */
    private UUID practitioner(String name, double north, int stars) throws SQLException {
        UUID user = UUID.randomUUID();
        UUID practitioner = UUID.randomUUID();
        UUID booking = UUID.randomUUID();
        program.app(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', '%1$s@example.org', '%4$s');
                insert into identity.user_profiles (user_id, latitude, longitude)
                values ('%1$s', %5$s, %6$s);
                insert into wellness.practitioners (id, user_id, bio, verification_status, status)
                values ('%2$s', '%1$s', 'Listens', 'verified', 'active');
                insert into wellness.practitioner_availability
                    (practitioner_id, day_of_week, start_time, end_time, timezone)
                values ('%2$s', 1, '09:00', '17:00', 'Europe/Berlin');
                insert into wellness.services
                    (id, practitioner_id, name, duration_minutes, price_cents, session_types)
                values ('%3$s', '%2$s', 'Talk', 60, 5000, '{chat}');
                insert into wellness.bookings
                    (id, user_id, practitioner_id, service_id, scheduled_at, ends_at,
                        duration_minutes, session_type, status, created_at)
                values ('%3$s', '%1$s', '%2$s', '%3$s', now(), now() + interval '1 hour',
                    60, 'chat', 'completed', now());
                insert into wellness.reviews (booking_id, reviewer_id, practitioner_id, rating)
                values ('%3$s', '%1$s', '%2$s', %7$d)
                """
                        .formatted(
                                user,
                                practitioner,
                                booking,
                                name,
                                LATITUDE + north,
                                LONGITUDE,
                                stars));
        return practitioner;
    }

    private Map<UUID, Integer> near(int kilometres) throws SQLException {
        Map<UUID, Integer> near = new HashMap<>();
        for (String row :
                program.column(
                        """
                        select n.practitioner_id || ' ' || n.distance_kilometres
                        from derived.practitioners_near(%s, %s, %d) n
                        join wellness.practitioners p on p.id = n.practitioner_id
                        join identity.users u on u.id = p.user_id
                        where u.display_name like '%%Zander'
                        """
                                .formatted(LATITUDE, LONGITUDE, kilometres))) {
            String[] parts = row.split(" ", 2);
            near.put(UUID.fromString(parts[0]), Integer.valueOf(parts[1]));
        }
        return near;
    }

    private List<String> found(OptionalLong weekday, int kilometres) throws SQLException {
        Found found =
                program.queries().practitionersNear("", weekday, Set.of(), near(kilometres), 10);
        assertThat(found.hits()).allSatisfy(hit -> assertThat(hit.kilometres()).isPresent());
        return SearchProgram.titles(found.hits());
    }
}
