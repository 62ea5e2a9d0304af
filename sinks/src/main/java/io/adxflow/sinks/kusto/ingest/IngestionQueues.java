package io.adxflow.sinks.kusto.ingest;

import com.azure.core.http.HttpClient;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.queue.QueueAsyncClient;
import com.azure.storage.queue.QueueClientBuilder;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.kusto.cluster.BatchOrder;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.IngestionResources;
import io.adxflow.sinks.kusto.cluster.IngestionResources.Listed;
import io.adxflow.sinks.kusto.cluster.Resource;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.staging.StagingPlaces;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's queues and status tables, as they are listed now. A batch has a first one of each, and the next ones when
 * that refuses. Calls block. Thread-safe.
 */
public final class IngestionQueues {
    private static final int MAX_TRIED = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final IngestionResources resources;
    private final StagingPlaces places;
    private final HttpClient http;
    private final ConcurrentHashMap<Resource, QueueAsyncClient> queues = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Resource, StatusTable> tables = new ConcurrentHashMap<>();
    private volatile @Nullable Listed known;

    public IngestionQueues(IngestionResources resources, StagingPlaces places, HttpClient http) {
        this.resources = resources;
        this.places = places;
        this.http = http;
    }

    /** All status tables. Lines of a moniker may be in any of them. */
    public List<StatusTable> statusTables() throws AzureFailure, InterruptedException {
        List<StatusTable> all = new ArrayList<>();
        for (Resource table : listed(resources.current()).tables()) {
            all.add(table(table));
        }
        return all;
    }

    /** Asks for a newer list, since a signature of the one in use was refused. */
    public void renew() throws AzureFailure, InterruptedException {
        Listed unused = listed(resources.instead(resources.current()));
    }

    /**
     * Has a batch ingested once more: its line is claimed, its message sent, and the line waits again. The blob must still
     * be there. The tag, when it has one, keeps rows that got in after all from being doubled.
     *
     * <p>Who dies in between leaves a claimed line, which is to be treated the same way again after a while: when the
     * message was sent, its verdict will most likely have been written over the claim by then.
     *
     * @param table where {@code line} was read
     * @return false when somebody has written to the line since it was read, who then sees to it
     */
    public boolean sendAgain(IngestionStatus line, StatusTable table) throws AzureFailure, InterruptedException {
        try {
            IngestionStatus claimed = table.claim(line, IngestionStatus.REQUEUEING, line.attempts() + 1);
            if (claimed == null) {
                return false;
            }
            send(claimed, table);
            table.await(claimed);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw Failures.of(Step.STATUS, e);
        }
    }

    /** Where the batch's line was found, or was written now: an attempt before this one has got that far when it was found. */
    record Line(StatusTable table, IngestionStatus status, boolean isNew) {}

    Line insert(IngestionStatus status) throws AzureFailure, InterruptedException {
        Listed listed = listed(resources.current());
        Exception first = null;
        for (int i = 0; i < MAX_TRIED; i++) {
            List<Resource> order = BatchOrder.of(status.batchId(), listed.tables(), Resource::url);
            if (i >= order.size()) {
                break;
            }
            StatusTable table = table(order.get(i));
            try {
                if (table.insert(status)) {
                    return new Line(table, status, true);
                }
                IngestionStatus there = table.read(status.partition(), status.id());
                return new Line(table, there == null ? status : there, false);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (first == null && Failures.isRefusal(e)) {
                    Listed newer = listed(resources.instead(listed));
                    i = newer.number() == listed.number() ? i : -1;
                    listed = newer;
                }
                first = first == null ? e : first;
            }
        }
        throw Failures.of(Step.STATUS, first == null ? new IllegalStateException("no status table") : first);
    }

    /**
     * Puts the message into a queue, at least once: when no answer comes, it may be there all the same, and no other
     * queue is tried.
     */
    void send(IngestionStatus status, StatusTable table) throws AzureFailure, InterruptedException {
        Listed listed = listed(resources.current());
        Exception first = null;
        for (int i = 0; i < MAX_TRIED; i++) {
            List<Resource> order = BatchOrder.of(status.batchId(), listed.queues(), Resource::url);
            if (i >= order.size()) {
                break;
            }
            String text = IngestionMessage.text(
                    status,
                    places.readable(status.blobUrl()),
                    table.resource().signedUrl(),
                    listed.identityToken(),
                    OffsetDateTime.now(ZoneOffset.UTC).toInstant());
            try {
                Calls.await(queue(order.get(i)).sendMessage(text), TIMEOUT);
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (!isCertainlyNotSent(e)) {
                    throw Failures.of(Step.QUEUE, e);
                }
                if (first == null && Failures.isRefusal(e)) {
                    Listed newer = listed(resources.instead(listed));
                    i = newer.number() == listed.number() ? i : -1;
                    listed = newer;
                }
                first = first == null ? e : first;
            }
        }
        throw Failures.of(Step.QUEUE, first == null ? new IllegalStateException("no queue") : first);
    }

    private Listed listed(Listed now) {
        Listed before = known;
        if (before == null || before.number() != now.number()) {
            // Signatures of the list before are of no use any more.
            queues.keySet().retainAll(now.queues());
            tables.keySet().retainAll(now.tables());
            known = now;
        }
        return now;
    }

    private StatusTable table(Resource resource) {
        return tables.computeIfAbsent(resource, table -> new StatusTable(table, http));
    }

    private QueueAsyncClient queue(Resource resource) {
        int slash = resource.url().lastIndexOf('/');
        return queues.computeIfAbsent(resource, queue -> new QueueClientBuilder()
                .endpoint(queue.url().substring(0, slash))
                .queueName(queue.url().substring(slash + 1))
                .sasToken(queue.sas())
                .httpClient(http)
                // One try: a second one after an answer that was lost would double the message.
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED,
                        1,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        null))
                .buildAsyncClient());
    }

    private static boolean isCertainlyNotSent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Integer status = Failures.status(cause);
            if (status != null) {
                return status < 500 || status == 503;
            }
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
