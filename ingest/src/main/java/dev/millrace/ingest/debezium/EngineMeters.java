package dev.millrace.ingest.debezium;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Debezium's own figures, which it publishes through JMX, as meters. */
public final class EngineMeters {

    private static final Logger LOG = LoggerFactory.getLogger(EngineMeters.class);

    // Attribute to the name and unit of its meter.
    private static final Map<String, String[]> ATTRIBUTES =
            Map.of(
                    "MilliSecondsBehindSource", new String[] {"behind.source", "milliseconds"},
                    "MilliSecondsSinceLastEvent", new String[] {"since.last.event", "milliseconds"},
                    "TotalNumberOfEventsSeen", new String[] {"events.seen", "events"},
                    "NumberOfEventsFiltered", new String[] {"events.filtered", "events"},
                    "NumberOfErroneousEvents", new String[] {"events.erroneous", "events"},
                    "NumberOfCommittedTransactions",
                            new String[] {"transactions.committed", "transactions"},
                    "QueueTotalCapacity", new String[] {"queue.capacity", "events"},
                    "QueueRemainingCapacity", new String[] {"queue.remaining", "events"},
                    "CurrentQueueSizeInBytes", new String[] {"queue.size", "bytes"},
                    "Connected", new String[] {"connected", ""});

    private EngineMeters() {}

    /** Shows the figures of whichever engine reads this slot at the time of asking. */
    public static void register(MeterRegistry registry, String slot) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ATTRIBUTES.forEach((attribute, meter) -> {
            Gauge.Builder<MBeanServer> gauge =
                    Gauge.builder(
                                    "millrace.ingest.debezium." + meter[0],
                                    server,
                                    s -> value(s, slot, attribute))
                            .description("Debezium's streaming metric " + attribute);
            if (!meter[1].isEmpty()) {
                gauge.baseUnit(meter[1]);
            }
            gauge.register(registry);
        });
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
