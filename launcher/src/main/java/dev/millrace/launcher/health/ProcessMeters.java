package dev.millrace.launcher.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The meters of this process: its parts', the JVM's and their own. */
final class ProcessMeters implements AutoCloseable {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    ProcessMeters(ProcessHealth health) {
        registry.config().meterFilter(new ClientMeterFilter());
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        for (String part : health.names()) {
            Gauge.builder("millrace.part.ready", health, h -> isReady(h, part))
                    .tag("part", part)
                    .description("1 when the part does its work; /health/ready says more")
                    .register(registry);
        }
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    private static double isReady(ProcessHealth health, String part) {
        return health.parts().stream()
                        .anyMatch(found -> found.name().equals(part) && found.isReady())
                ? 1
                : 0;
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
