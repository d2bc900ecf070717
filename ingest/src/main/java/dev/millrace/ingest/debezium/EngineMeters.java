package dev.millrace.ingest.debezium;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Debezium's own figures, which it publishes through JMX, as meters. */
public final class EngineMeters {

    private static final Logger LOG = LoggerFactory.getLogger(EngineMeters.class);

    /** An attribute, the end of its meter's name, its unit, and what makes it that unit. */
    private record Figure(String attribute, String name, String unit, double factor) {

        static Figure count(String attribute, String name) {
            return new Figure(attribute, name, "", 1);
        }

        static Figure millis(String attribute, String name) {
            return new Figure(attribute, name, "seconds", 1e-3);
        }
    }

    private static final List<Figure> FIGURES =
            List.of(
                    Figure.millis("MilliSecondsBehindSource", "behind.source"),
                    Figure.millis("MilliSecondsSinceLastEvent", "since.last.event"),
                    Figure.count("TotalNumberOfEventsSeen", "events.seen"),
                    Figure.count("NumberOfEventsFiltered", "events.filtered"),
                    Figure.count("NumberOfErroneousEvents", "events.erroneous"),
                    Figure.count("NumberOfCommittedTransactions", "transactions.committed"),
                    Figure.count("QueueTotalCapacity", "queue.capacity"),
                    Figure.count("QueueRemainingCapacity", "queue.remaining"),
                    new Figure("CurrentQueueSizeInBytes", "queue.size", "bytes", 1),
                    Figure.count("Connected", "connected"));

    private EngineMeters() {}

    /** Shows the figures of whichever engine reads this slot at the time of asking. */
    public static void register(MeterRegistry registry, String slot) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (Figure figure : FIGURES) {
            Gauge.Builder<MBeanServer> gauge =
                    Gauge.builder(
                                    "millrace.ingest.debezium." + figure.name(),
                                    server,
                                    s -> figure.factor() * value(s, slot, figure.attribute()))
                            .description("Debezium's streaming metric " + figure.attribute());
            if (!figure.unit().isEmpty()) {
                gauge.baseUnit(figure.unit());
            }
            gauge.register(registry);
        }
    }

    private static double value(MBeanServer server, String slot, String attribute) {
        try {
            Set<ObjectName> names =
                    server.queryNames(
                            new ObjectName(
                                    "debezium.postgres:type=connector-metrics,context=streaming,server="
                                            + slot
                                            + "-*"),
                            null);
            for (ObjectName name : names) {
                Object value = server.getAttribute(name, attribute);
                if (value instanceof Number number) {
                    return number.doubleValue();
                }
                if (value instanceof Boolean flag) {
                    return flag ? 1 : 0;
                }
            }
        } catch (JMException e) {
            // The engine ended between the question and the answer.
            LOG.atDebug().setCause(e).log("a figure of Debezium is not known");
        }
        return Double.NaN;
    }
}
