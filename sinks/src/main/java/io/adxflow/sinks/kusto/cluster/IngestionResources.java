package io.adxflow.sinks.kusto.cluster;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.kusto.tables.ManagementCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the data management service lends for queued ingestion: containers, queues, the status tables, and the token that
 * goes into each message. Read again every hour, and when something of it is refused; the last good list stays in use
 * while the service is away. Thread-safe; who waits for a first list may be interrupted.
 */
public final class IngestionResources {
    private static final Logger LOG = LoggerFactory.getLogger(IngestionResources.class);
    private static final String DATABASE = "NetDefaultDb";
    private static final long MAX_AGE_MILLIS = 3_600_000;

    /** Between two attempts to replace a list that is in use. */
    private static final long RETRY_MILLIS = 10_000;

    /**
     * One answer. Kept in memory only: it is full of signatures.
     *
     * @param number of the answer, counted from 1
     */
    public record Listed(
            long number,
            List<Resource> containers,
            List<Resource> queues,
            List<Resource> tables,
            String identityToken) {
        @Override
        public String toString() {
            return containers.size() + " containers, " + queues.size() + " queues, " + tables.size() + " status tables";
        }
    }

    private final ManagementCommands service;
    private final LongSupplier millis;
    private final ReentrantLock reading = new ReentrantLock();
    private long answers;
    private volatile @Nullable Listed listed;
    private volatile long listedAtMillis;
    private volatile long triedAtMillis;

    /** @param millis a clock */
    public IngestionResources(ManagementCommands service, LongSupplier millis) {
        this.service = service;
        this.millis = millis;
    }

    /**
     * The list in use, read when there is none or it is old.
     *
     * @throws AzureFailure when there is none and none can be had
     */
    public Listed current() throws AzureFailure, InterruptedException {
        Listed known = listed;
        long now = millis.getAsLong();
        if (known == null) {
            return read(null);
        }
        if (now - listedAtMillis > MAX_AGE_MILLIS && now - triedAtMillis > RETRY_MILLIS && !reading.isLocked()) {
            return read(known);
        }
        return known;
    }

    /**
     * A newer list than the one of which something was refused, or the same when the service is away or was asked just
     * now.
     */
    public Listed instead(Listed refused) throws AzureFailure, InterruptedException {
        Listed known = listed;
        if (known != null && (known.number != refused.number || millis.getAsLong() - triedAtMillis < RETRY_MILLIS)) {
            return known;
        }
        return read(refused);
    }

    /** Asks the service now, whatever is known. */
    public Listed ask() throws AzureFailure, InterruptedException {
        reading.lockInterruptibly();
        try {
            return request();
        } finally {
            reading.unlock();
        }
    }

    private Listed read(@Nullable Listed old) throws AzureFailure, InterruptedException {
        reading.lockInterruptibly();
        try {
            Listed known = listed;
            if (known != null && (old == null || known.number != old.number)) {
                return known;
            }
            try {
                return request();
            } catch (AzureFailure e) {
                if (known == null) {
                    throw e;
                }
                LOG.warn("The list of ingestion resources stays as it is: {}", e.getMessage());
                return known;
            }
        } finally {
            reading.unlock();
        }
    }

    private Listed request() throws AzureFailure, InterruptedException {
        triedAtMillis = millis.getAsLong();
        Listed answer;
        try {
            answer = parse(
                    ++answers,
                    service.run(DATABASE, ".show ingestion resources"),
                    service.run(DATABASE, ".get kusto identity token"));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(Step.RESOURCES, e);
        }
        listedAtMillis = millis.getAsLong();
        listed = answer;
        LOG.debug("Ingestion resources: {}", answer);
        return answer;
    }

    private static Listed parse(long number, List<Map<String, Object>> resources, List<Map<String, Object>> tokens)
            throws AzureFailure {
        List<Resource> containers = new ArrayList<>();
        List<Resource> queues = new ArrayList<>();
        List<Resource> tables = new ArrayList<>();
        for (Map<String, Object> row : resources) {
            String root = String.valueOf(row.get("StorageRoot"));
            switch (String.valueOf(row.get("ResourceTypeName"))) {
                case "TempStorage" -> containers.add(Resource.parse(root));
                case "SecuredReadyForAggregationQueue" -> queues.add(Resource.parse(root));
                case "IngestionsStatusTable" -> tables.add(Resource.parse(root));
                default -> {}
            }
        }
        String token = tokens.isEmpty() || tokens.get(0).isEmpty()
                ? ""
                : String.valueOf(tokens.get(0).values().iterator().next());
        if (queues.isEmpty() || tables.isEmpty() || token.isEmpty()) {
            throw new AzureFailure(
                    FailureKind.TRANSIENT,
                    "the ingestion endpoint lists " + queues.size() + " queues, " + tables.size()
                            + " status tables and " + (token.isEmpty() ? "no" : "a")
                            + " token (expected: some of each)",
                    false);
        }
        return new Listed(number, List.copyOf(containers), List.copyOf(queues), List.copyOf(tables), token);
    }
}
