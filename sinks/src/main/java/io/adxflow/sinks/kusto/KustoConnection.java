package io.adxflow.sinks.kusto;

import com.azure.core.credential.TokenCredential;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.delivery.Threads;
import io.adxflow.sinks.kusto.cluster.IngestionResources;
import io.adxflow.sinks.kusto.cluster.KustoService;
import io.adxflow.sinks.kusto.confirm.Confirmation;
import io.adxflow.sinks.kusto.ingest.DirectIngestion;
import io.adxflow.sinks.kusto.ingest.Ingestion;
import io.adxflow.sinks.kusto.ingest.IngestionQueues;
import io.adxflow.sinks.kusto.ingest.QueuedIngestion;
import io.adxflow.sinks.kusto.settings.KustoSettings;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import io.adxflow.sinks.kusto.settings.KustoSettings.Policies;
import io.adxflow.sinks.kusto.staging.BlobStaging;
import io.adxflow.sinks.kusto.staging.StagingPlaces;
import io.adxflow.sinks.kusto.tables.ProvisioningSettings;
import io.adxflow.sinks.kusto.tables.ProvisioningSettings.Batching;
import io.adxflow.sinks.kusto.tables.TableProvisioner;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts that one destination works with, wired by its settings. Making it connects to nothing, but reads the secrets;
 * it fails when they are not there.
 */
final class KustoConnection implements AutoCloseable {
    /** Lines of the status tables that are acted upon at once. */
    private static final int CONFIRMERS = 8;

    private final AzureHttp http;
    private final KustoService engine;
    private final IngestionResources resources;
    private final StagingPlaces places;
    private final BlobStaging staging;
    private final IngestionQueues queues;
    private final Ingestion ingestion;
    private final TableProvisioner tables;
    private final ExecutorService confirmers;
    private final Confirmation confirmation;

    /** @param millis a clock */
    KustoConnection(KustoSettings settings, LongSupplier millis) throws Exception {
        http = new AzureHttp(settings.moniker(), Math.max(32, 2 * settings.blocksInFlight()));
        try {
            TokenCredential credential = Credentials.of(settings.identity(), http);
            engine = new KustoService(settings.endpoint(), credential, http);
            resources = new IngestionResources(new KustoService(settings.ingestEndpoint(), credential, http), millis);
            places = places(settings, credential);
            staging = new BlobStaging(places, settings.blockBytes(), settings.blocksInFlight());
            queues = new IngestionQueues(resources, places, http);
            ingestion = settings.mode() == Mode.DIRECT
                    ? new DirectIngestion(engine, places, settings.maxConcurrentIngestions())
                    : new QueuedIngestion(queues);
            tables = new TableProvisioner(engine, provisioning(settings));
            confirmers = Threads.pool("verdict-" + settings.moniker(), CONFIRMERS);
            confirmation = Confirmation.of(settings, queues, places, tables, millis, confirmers);
        } catch (Exception e) {
            http.close();
            throw e;
        }
    }

    private static ProvisioningSettings provisioning(KustoSettings settings) {
        ProvisioningSettings defaults = ProvisioningSettings.defaults();
        Policies policies = settings.policies();
        boolean batching = policies.batchingMaxTime() != null
                || policies.batchingMaxItems() != null
                || policies.batchingMaxMegabytes() != null;
        return new ProvisioningSettings(
                settings.createTables(),
                policies.retention(),
                policies.hotCache(),
                batching
                        ? new Batching(
                                policies.batchingMaxTime(),
                                policies.batchingMaxItems(),
                                policies.batchingMaxMegabytes())
                        : null,
                defaults.functions(),
                defaults.ingestByRetention());
    }

    private StagingPlaces places(KustoSettings settings, @Nullable TokenCredential credential) throws Exception {
        String container = settings.stagingContainer();
        if (container == null) {
            return StagingPlaces.lent(resources, http);
        }
        String variable = settings.stagingSasEnv();
        String sas = variable == null ? null : Credentials.environment("staging-sas-env", variable);
        return StagingPlaces.own(
                container,
                sas != null && sas.startsWith("?") ? sas.substring(1) : sas,
                credential,
                settings.stagingReader(),
                http);
    }

    AzureHttp http() {
        return http;
    }

    KustoService engine() {
        return engine;
    }

    IngestionResources resources() {
        return resources;
    }

    StagingPlaces places() {
        return places;
    }

    BlobStaging staging() {
        return staging;
    }

    IngestionQueues queues() {
        return queues;
    }

    Ingestion ingestion() {
        return ingestion;
    }

    TableProvisioner tables() {
        return tables;
    }

    Confirmation confirmation() {
        return confirmation;
    }

    @Override
    public void close() {
        confirmers.shutdownNow();
        tables.close();
        http.close();
    }
}
