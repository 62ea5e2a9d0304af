package io.adxflow.job.config;

import io.adxflow.job.bundle.BundleSettings;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.sinks.batch.BatchSettings;
import io.adxflow.sinks.delivery.DeliverySettings;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.IngestSettings;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/** Has each module read its settings once, so that what it would refuse at the start of the job is told now. */
final class SettingsChecks {
    private SettingsChecks() {}

    static void run(ReadableConfig options, Map<String, MonikerSpec> monikers, List<ConfigProblem> problems) {
        List<Runnable> readers = List.of(
                () -> IngestSettings.from(options),
                () -> RowSettings.from(options),
                () -> BundleSettings.from(options),
                () -> StorageSettings.from(options),
                () -> BatchSettings.from(options),
                () -> DeliverySettings.from(options, monikers),
                () -> ListenAddresses.check(options));
        for (Runnable reader : readers) {
            try {
                reader.run();
            } catch (IllegalArgumentException refused) {
                ConfigProblem problem = new ConfigProblem("", String.valueOf(refused.getMessage()));
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
            }
        }
    }
}
