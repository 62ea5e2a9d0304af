package io.adxflow.job.config;

import io.adxflow.job.bundle.BundleOptions;
import io.adxflow.job.cli.RunOptions;
import io.adxflow.job.control.ControlOptions;
import io.adxflow.job.handshake.HandshakeOptions;
import io.adxflow.job.kusto.QueryOptions;
import io.adxflow.job.ops.OpsOptions;
import io.adxflow.job.rows.RowOptions;
import io.adxflow.job.self.SelfOptions;
import io.adxflow.sinks.batch.BatchOptions;
import io.adxflow.sinks.delivery.DeliveryOptions;
import io.adxflow.sinks.ledger.LedgerOptions;
import io.adxflow.sinks.schema.SchemaOptions;
import io.adxflow.sinks.standby.StandbyOptions;
import io.adxflow.sinks.storage.StorageOptions;
import io.adxflow.sources.auth.AuthOptions;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.tls.TlsOptions;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;

/** Every scalar option there is, read from the classes that declare them. */
public final class OptionRegistry {
    /** The classes that declare options as constants. A module's options are known once its class stands here. */
    private static final List<Class<?>> HOLDERS = List.of(
            IngestOptions.class,
            RowOptions.class,
            BundleOptions.class,
            BatchOptions.class,
            StorageOptions.class,
            DeliveryOptions.class,
            SchemaOptions.class,
            StandbyOptions.class,
            LedgerOptions.class,
            JobOptions.class,
            ControlOptions.class,
            OpsOptions.class,
            QueryOptions.class,
            RunOptions.class,
            AuthOptions.class,
            HandshakeOptions.class,
            TlsOptions.class,
            SelfOptions.class);

    private static final Map<String, KnownOption> OPTIONS = read(HOLDERS);

    private OptionRegistry() {}

    /** All options by key, ordered by key. */
    public static Map<String, KnownOption> options() {
        return OPTIONS;
    }

    private static Map<String, KnownOption> read(List<Class<?>> holders) {
        Map<String, KnownOption> options = new TreeMap<>();
        for (Class<?> holder : holders) {
            for (Field field : holder.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && ConfigOption.class.isAssignableFrom(field.getType())) {
                    KnownOption option = KnownOption.of(field);
                    if (options.put(option.key(), option) != null) {
                        throw new IllegalStateException(
                                option.key() + " is declared twice, once in " + holder.getName());
                    }
                }
            }
        }
        return Collections.unmodifiableMap(options);
    }
}
