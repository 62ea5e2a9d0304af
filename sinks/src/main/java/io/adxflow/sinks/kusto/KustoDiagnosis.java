package io.adxflow.sinks.kusto;

import io.adxflow.sinks.kusto.cluster.BatchOrder;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.IngestionResources.Listed;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.settings.KustoSettings;
import io.adxflow.sinks.kusto.settings.KustoSettings.Mode;
import io.adxflow.sinks.kusto.staging.StagingContainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Tries, one after the other, all that a delivery needs, and tells what does not work and what to do: the engine with
 * each database, the ingestion endpoint, and a blob in a staging container. Leaves nothing behind. Makes no table and
 * sends no message.
 */
final class KustoDiagnosis {
    /** For commands that concern none; the name that Microsoft's clients use. */
    static final String NO_DATABASE = "NetDefaultDb";

    private interface Check {
        void run() throws Exception;
    }

    private final KustoSettings settings;
    private final KustoConnection azure;
    private final List<String> problems = new ArrayList<>();

    KustoDiagnosis(KustoSettings settings, KustoConnection azure) {
        this.settings = settings;
        this.azure = azure;
    }

    List<String> run(Collection<String> databases) throws InterruptedException {
        boolean engine = check("endpoint " + settings.endpoint(), Step.ENGINE, () -> azure.engine()
                .run(NO_DATABASE, ".show version"));
        if (engine) {
            for (String database : new TreeSet<>(databases)) {
                check("database " + database, Step.ENGINE, () -> azure.engine().run(database, ".show tables"));
            }
        }
        boolean lent = settings.stagingContainer() == null;
        boolean resources = true;
        if (lent || settings.mode() == Mode.QUEUED) {
            resources = check("ingest-endpoint " + settings.ingestEndpoint(), Step.RESOURCES, () -> {
                Listed unused = azure.resources().ask();
            });
        }
        if (!lent || resources) {
            check(lent ? "staging in the cluster's containers" : "staging-container", Step.STAGING, this::tryStaging);
        }
        return problems;
    }

    private void tryStaging() throws Exception {
        String name = UUID.randomUUID().toString();
        StagingContainer first = BatchOrder.of(name, azure.places().containers(), StagingContainer::url)
                .get(0);
        first.tryOut(BatchNames.FOLDER + "_probe/" + name);
    }

    private boolean check(String what, Step step, Check check) throws InterruptedException {
        try {
            check.run();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            problems.add(what + ": " + Failures.of(step, e).getMessage());
            return false;
        }
    }
}
