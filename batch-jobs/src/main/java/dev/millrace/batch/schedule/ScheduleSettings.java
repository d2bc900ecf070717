package dev.millrace.batch.schedule;

import java.time.Duration;
import java.time.ZoneId;

/**
 * What the role that keeps to the schedules goes by.
 *
 * @param isInUp whether {@code up} runs the role
 * @param zone of the schedules that the product brings, when they are first written down
 * @param lookEvery how often it looks for what is due
 * @param heartbeat how often it says that it lives; after four of them missed, another process goes
 *     on with what it had in hand
 * @param misfireAfter what is due longer ago than this was missed
 */
public record ScheduleSettings(
        boolean isInUp,
        ZoneId zone,
        Duration lookEvery,
        Duration heartbeat,
        Duration misfireAfter) {

    public static final ScheduleSettings DEFAULTS =
            new ScheduleSettings(
                    true,
                    ZoneId.of("UTC"),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5));

    public ScheduleSettings {
        positive("batch.schedule.look-every", lookEvery);
        positive("batch.schedule.heartbeat", heartbeat);
        positive("batch.schedule.misfire-after", misfireAfter);
    }

    private static void positive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(
                    key + " in milliseconds is " + value.toMillis() + ", expected 1 or more");
        }
    }
}
