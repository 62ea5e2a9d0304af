package io.adxflow.job.config;

import io.adxflow.job.bundle.BundleSettings;
import io.adxflow.job.control.ControlListen;
import io.adxflow.job.handshake.HandshakeSettings;
import io.adxflow.job.kusto.QuerySettings;
import io.adxflow.job.opamp.AgentAddress;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.self.SelfSettings;
import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sinks.batch.BatchSettings;
import io.adxflow.sinks.delivery.DeliverySettings;
import io.adxflow.sinks.delivery.MonikerBook;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.tls.TlsOptions;
import io.adxflow.sources.tls.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/** Has each module read its settings once, so that what it would refuse at the start of the job is told now. */
final class SettingsChecks {
    private SettingsChecks() {}

    private static void checkTraffic(ReadableConfig options) {
        double share = options.get(IngestOptions.BACKLOG_SHARE);
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    IngestOptions.BACKLOG_SHARE.key() + ": " + share + " (expected: above 0 and below 1)");
        }
        Duration time = options.get(IngestOptions.QUEUE_TIME);
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException(
                    IngestOptions.QUEUE_TIME.key() + ": " + time + " (expected: a time above 0)");
        }
    }

    static void run(ReadableConfig options, Map<String, MonikerSpec> monikers, List<ConfigProblem> problems) {
        List<Runnable> readers = List.of(
                () -> IngestSettings.from(options),
                () -> RowSettings.from(options),
                () -> BundleSettings.from(options),
                () -> StorageSettings.from(options),
                () -> LedgerSettings.from(options),
                () -> BatchSettings.from(options),
                () -> DeliverySettings.from(options, monikers, MonikerBook.NONE, PluginFolder.NONE),
                () -> ControlListen.from(options),
                () -> TlsSettings.from(options, TlsOptions.WEB),
                () -> checkTraffic(options),
                () -> QuerySettings.from(options),
                () -> ListenAddresses.check(options),
                () -> HandshakeSettings.from(options),
                () -> AgentAddress.own(options),
                () -> SelfSettings.from(options));
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
