package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A place on the Earth.
 *
 * <p>Whole micro-degrees, as the database keeps six decimals, so that differences are exact.
 */
public record Position(long latitudeMicros, long longitudeMicros) {

    /** Mean radius of the Earth in kilometres, the one of {@code oracle.km}. */
    private static final double EARTH_RADIUS_KM = 6371.0088;

    private static final double MICROS_PER_DEGREE = 1e6;

    /** The position in the columns {@code latitude} and {@code longitude}, null without one. */
    static @Nullable Position of(Row row) {
        BigDecimal latitude = row.decimalOrNull("latitude");
        BigDecimal longitude = row.decimalOrNull("longitude");
        return latitude == null || longitude == null
                ? null
                : new Position(
                        latitude.movePointRight(6).longValueExact(),
                        longitude.movePointRight(6).longValueExact());
    }

    /** Great-circle distance in kilometres, by the haversine formula. */
    double kilometresTo(Position other) {
        double acrossLatitude = Math.sin(radians(other.latitudeMicros - latitudeMicros) / 2);
        double acrossLongitude = Math.sin(radians(other.longitudeMicros - longitudeMicros) / 2);
        double haversine =
                acrossLatitude * acrossLatitude
                        + Math.cos(radians(latitudeMicros))
                                * Math.cos(radians(other.latitudeMicros))
                                * (acrossLongitude * acrossLongitude);
        return EARTH_RADIUS_KM * 2 * Math.asin(Math.min(1, Math.sqrt(haversine)));
    }

    private static double radians(long micros) {
        return Math.toRadians(micros / MICROS_PER_DEGREE);
    }
}
