package dev.millrace.schema.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application learns of where practitioners live, however often it asks. */
class PractitionersNearIT extends RollbackTest {

    private static final double CELL = 0.05;
    private static final int CELLS = 12;
    private static final int QUESTIONS = 25;

    /** Places are kept to the millionth of a degree. */
    private static final double MILLIONTH = 1e-6;

    /** From a place to the middle of its cell, at the equator, there and at the other place. */
    private static final double KILOMETRES_OFF = 2 * 3.94;

    /** A place in degrees. */
    private record Place(double latitude, double longitude) {

        static Place in(RandomGenerator random, double south, double west, double degrees) {
            return new Place(
                    south + random.nextDouble() * degrees, west + random.nextDouble() * degrees);
        }

        /** By the spherical law of cosines, in kilometres. */
        double kilometresTo(Place other) {
            double cosine =
                    Math.sin(Math.toRadians(latitude)) * Math.sin(Math.toRadians(other.latitude))
                            + Math.cos(Math.toRadians(latitude))
                                    * Math.cos(Math.toRadians(other.latitude))
                                    * Math.cos(Math.toRadians(longitude - other.longitude));
            return 6371.0088 * Math.acos(Math.clamp(cosine, -1, 1));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noQuestionTellsPractitionersOfOneCellApart(long seed) throws SQLException {
        RandomGenerator random = new Random(seed);
        List<Place> corners =
                new ArrayList<>(
                        List.of(
                                new Place(0, 0),
                                new Place(-CELL, -CELL),
                                new Place(52.5, 13.4),
                                new Place(-33.9, 180 - CELL),
                                new Place(89.95, -180)));
        while (corners.size() < CELLS) {
            corners.add(
                    new Place(
                            CELL * random.nextInt(-1800, 1800),
                            CELL * random.nextInt(-3600, 3600)));
        }
        for (Place corner : corners) {
            double most = CELL - MILLIONTH;
            List<Place> places =
                    List.of(
                            corner,
                            new Place(corner.latitude() + most, corner.longitude() + most),
                            new Place(corner.latitude() + most, corner.longitude()),
                            Place.in(random, corner.latitude(), corner.longitude(), most));
            List<UUID> practitioners = new ArrayList<>();
            for (Place place : places) {
                practitioners.add(practitionerAt(place));
            }
            for (int i = 0; i < QUESTIONS; i++) {
                // From the cell itself and from around it; as far as between the first two.
                Place from =
                        i == 0
                                ? places.getFirst()
                                : Place.in(
                                        random,
                                        Math.max(-90, corner.latitude() - 0.3),
                                        Math.max(-180, corner.longitude() - 0.3),
                                        0.35);
                double kilometres =
                        (from.kilometresTo(places.get(0)) + from.kilometresTo(places.get(1))) / 2;

                Map<UUID, Integer> near = near(from, kilometres);
                Map<UUID, Integer> anywhere = near(from, 20_100);

                assertThat(practitioners.stream().map(near::containsKey).distinct())
                        .as("%s, %s km, %s", from, kilometres, places)
                        .hasSize(1);
                assertThat(practitioners.stream().map(anywhere::get).distinct())
                        .as("%s, %s", from, places)
                        .hasSize(1)
                        .doesNotContainNull();
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void distancesAreInStepsAndRightToThem(long seed) throws SQLException {
        RandomGenerator random = new Random(seed);
        Map<UUID, Place> places = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            Place place = Place.in(random, 46, 6, 8);
            places.put(practitionerAt(place), place);
        }
        for (int i = 0; i < 40; i++) {
            Place from = Place.in(random, 46, 6, 8);
            int radius = random.nextInt(1, 500);

            Map<UUID, Integer> near = near(from, radius);

            places.forEach((practitioner, place) -> {
                double exactly = from.kilometresTo(place);
                @Nullable Integer said = near.get(practitioner);
                if (said == null) {
                    assertThat(exactly).isGreaterThan(radius - KILOMETRES_OFF);
                } else {
                    assertThat(said % 5).isZero();
                    assertThat(said).isBetween(5, (radius + 4) / 5 * 5);
                    assertThat((double) said)
                            .isBetween(exactly - KILOMETRES_OFF, exactly + KILOMETRES_OFF + 5);
                }
            });
        }
    }

    private UUID practitionerAt(Place place) throws SQLException {
        UUID user = rows.add("identity.users");
        rows.add(
                "identity.user_profiles",
                "user_id",
                user,
                "latitude",
                "%.6f".formatted(place.latitude()),
                "longitude",
                "%.6f".formatted(place.longitude()));
        return rows.add(
                "wellness.practitioners",
                "user_id",
                user,
                "verification_status",
                "verified",
                "status",
                "active");
    }

    private Map<UUID, Integer> near(Place from, double kilometres) throws SQLException {
        become("millrace_app_service");
        @Nullable String found =
                rows.text(
                        """
                        select string_agg(practitioner_id || ' ' || distance_kilometres, ',')
                        from derived.practitioners_near(?, ?, ?)
                        """,
                        Double.toString(from.latitude()),
                        Double.toString(from.longitude()),
                        Double.toString(kilometres));
        stepBack();
        Map<UUID, Integer> near = new HashMap<>();
        if (found != null) {
            for (String one : found.split(",", -1)) {
                String[] parts = one.split(" ", 2);
                near.put(UUID.fromString(parts[0]), Integer.valueOf(parts[1]));
            }
        }
        return near;
    }
}
