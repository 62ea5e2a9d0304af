package io.adxflow.job.ops;

import io.adxflow.job.bundle.BundleMetric;
import io.adxflow.job.handshake.HandshakeMetric;
import io.adxflow.job.kusto.QueryMetric;
import io.adxflow.job.opamp.OpAmpMetric;
import io.adxflow.job.page.model.PageMetric;
import io.adxflow.job.self.SelfMetric;
import io.adxflow.job.windows.WindowMetric;
import io.adxflow.sinks.batch.BatchMetric;
import io.adxflow.sinks.delivery.DeliveryMetric;
import io.adxflow.sinks.delivery.StandbyMetric;
import io.adxflow.sinks.delivery.VerdictMetric;
import io.adxflow.sinks.ledger.LedgerMetric;
import io.adxflow.sources.control.ControlMetric;
import io.adxflow.sources.http.IngestMetric;
import io.adxflow.sources.listen.ListenMetric;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every metric of ours, read from the enums that declare them: the help texts of {@code /metrics} and the reference page. */
public final class MetricCatalog {
    /** The enums that declare metrics. A module's metrics are documented once its enum stands here. */
    private static final List<Class<? extends Enum<?>>> ENUMS = List.of(
            IngestMetric.class,
            ControlMetric.class,
            ListenMetric.class,
            BundleMetric.class,
            WindowMetric.class,
            BatchMetric.class,
            DeliveryMetric.class,
            VerdictMetric.class,
            StandbyMetric.class,
            LedgerMetric.class,
            OpAmpMetric.class,
            HandshakeMetric.class,
            QueryMetric.class,
            PageMetric.class,
            SelfMetric.class);

    private static final Map<String, KnownMetric> METRICS = read(ENUMS);

    private MetricCatalog() {}

    /** A metric as users see it; the name is without the prefix {@code adxflow_}. */
    public record KnownMetric(String name, String kind, String help) {}

    /** All metrics by name, ordered by name. */
    public static Map<String, KnownMetric> metrics() {
        return METRICS;
    }

    static @Nullable String help(String name) {
        KnownMetric metric = METRICS.get(name);
        return metric == null ? null : metric.help();
    }

    /**
     * Reads enums that have {@code metricName()} and {@code help()}. They share no interface because their modules share none;
     * the test of the reference page holds that all are readable.
     */
    static Map<String, KnownMetric> read(List<Class<? extends Enum<?>>> enums) {
        Map<String, KnownMetric> metrics = new TreeMap<>();
        for (Class<? extends Enum<?>> type : enums) {
            for (Enum<?> constant : Objects.requireNonNull(type.getEnumConstants())) {
                String name = call(constant, "metricName", "id");
                metrics.put(name, new KnownMetric(name, kind(name), call(constant, "help")));
            }
        }
        return Collections.unmodifiableMap(metrics);
    }

    /** What the names promise: counters end in {@code _total}, and only latencies are distributions. */
    private static String kind(String name) {
        if (name.endsWith("_total")) {
            return "counter";
        }
        return name.endsWith("_latency_ms") ? "summary" : "gauge";
    }

    /** The first of these methods that the enum has. */
    private static String call(Enum<?> constant, String... methods) {
        Class<?> type = constant.getDeclaringClass();
        for (Method method : type.getDeclaredMethods()) {
            if (method.getParameterCount() == 0 && Arrays.asList(methods).contains(method.getName())) {
                try {
                    method.setAccessible(true);
                    return String.valueOf(method.invoke(constant));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(type.getName() + "." + method.getName() + "()", e);
                }
            }
        }
        throw new IllegalStateException(type.getName() + " has no method " + String.join(" or ", methods) + "()");
    }
}
