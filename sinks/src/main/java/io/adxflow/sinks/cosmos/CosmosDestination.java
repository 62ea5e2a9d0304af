package io.adxflow.sinks.cosmos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.cosmos.CosmosFailures.ThrottledException;
import io.adxflow.sinks.cosmos.CosmosItems.Item;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.delivery.TokenBucket;
import io.adxflow.sinks.events.Detached;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A container of Azure Cosmos DB: rows are upserted as items whose ids are fixed by batch and row, so that to do it again changes nothing;
 * an item of the batch's name says that all are there. Not for a firehose: an item costs more than ten thousand rows in a table of Azure
 * Data Explorer, so more than {@code max-row-rate} rows per second are refused. A delivery that was begun goes on when its caller is
 * interrupted. Thread-safe.
 */
final class CosmosDestination implements Destination {
    private static final int ITEMS_AT_ONCE = 500;
    private static final int BYTES_AT_ONCE = 4 << 20;

    private final CosmosSettings settings;
    private final CosmosAccount account;
    private final Detached detached;
    private final RowRate rate;
    private final TokenBucket rows;
    private final TokenBucket units;

    /** @param millis a clock */
    CosmosDestination(CosmosSettings settings, LongSupplier millis) {
        this.settings = settings;
        this.account = new CosmosAccount(settings);
        this.detached = new Detached("cosmos-" + settings.moniker(), settings.maxBatches());
        this.rate = new RowRate(millis);
        this.rows = new TokenBucket(settings.maxRows(), System::nanoTime);
        this.units = new TokenBucket(
                settings.requestUnits() == 0 ? Double.MAX_VALUE / 2 : settings.requestUnits(), System::nanoTime);
    }

    /** Nothing can be brought ahead that nobody sees; only looks whether that many rows are taken at all. */
    @Override
    public void stage(SealedBatch batch, BatchContent content) throws AzureFailure {
        refuseFirehose(batch);
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        refuseFirehose(batch);
        guarded(() -> {
            detached.run(batch.batchId(), () -> {
                deliver(batch, content);
                return null;
            });
            return null;
        });
    }

    private void refuseFirehose(SealedBatch batch) throws AzureFailure {
        rate.offered(batch.batchId(), batch.rows());
        long perSecond = rate.perSecond();
        if (perSecond > settings.maxRows()) {
            throw new AzureFailure(
                    FailureKind.CONFIGURATION,
                    "max-row-rate: " + settings.maxRows() + " rows per second, and " + perSecond
                            + " come (over the last"
                            + " minute). Cosmos DB is no place for a firehose: select less by a subscription, or use a kind"
                            + " such as kusto, blob or eventhubs; with enough request units (about 6 a row and second)"
                            + " raise max-row-rate",
                    false);
        }
    }

    private void deliver(SealedBatch batch, BatchContent content) throws Exception {
        String marker = "adxflow-batch-" + batch.batchId();
        if (account.has(marker, batch.batchId())) {
            return;
        }
        CosmosItems items = new CosmosItems(settings, batch, content);
        List<Item> some = new ArrayList<>(ITEMS_AT_ONCE);
        int bytes = 0;
        for (Item item = items.next(); item != null; item = items.next()) {
            some.add(item);
            // Of rows: what goes round them is small beside a limit that is only there for memory's sake.
            bytes += (int) Math.min(BYTES_AT_ONCE, batch.rawBytes() / Math.max(1, batch.rows()));
            if (some.size() == ITEMS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
                upsert(some);
                some.clear();
                bytes = 0;
            }
        }
        upsert(some);
        if (items.tooLarge() > 0) {
            throw new IllegalArgumentException(items.tooLarge() + " of " + batch.rows()
                    + " rows are larger than an item may be (2 MB); all others are in the container");
        }
        ObjectNode done = JsonNodeFactory.instance.objectNode();
        done.put("id", marker);
        done.put("pk", batch.batchId());
        done.put("rows", batch.rows());
        account.upsert(List.of(new Item(batch.batchId(), done)));
    }

    private void upsert(List<Item> items) throws Exception {
        if (items.isEmpty()) {
            return;
        }
        for (TokenBucket bucket : List.of(rows, units)) {
            for (long wait = bucket.waitNanos(); wait > 0; wait = bucket.waitNanos()) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
        }
        rows.charge(items.size());
        units.charge(account.upsert(items));
    }

    @Override
    public boolean commitsAreDurable() {
        return true;
    }

    @Override
    public void probe() throws Exception {
        guarded(() -> account.partitionPaths());
    }

    @Override
    public List<String> diagnose(Collection<String> databases) {
        try {
            List<String> paths = account.partitionPaths();
            return paths.equals(List.of("/pk"))
                    ? List.of()
                    : List.of("container " + settings.container() + ": partition key: " + paths
                            + " (expected: /pk, which cannot be changed later: create another container)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        } catch (Exception e) {
            return List.of(
                    String.valueOf(CosmosFailures.of(settings, e)),
                    "what it takes: " + CosmosFailures.grants(settings));
        }
    }

    /** What the SDK throws, in our words; what the content throws, as it is. */
    private void guarded(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Exception failure = CosmosFailures.of(settings, e);
            if (failure instanceof AzureFailure said && said.kind() == FailureKind.CONFIGURATION) {
                account.forget();
            }
            throw failure;
        }
    }

    @Override
    public FailureKind classify(Throwable failure) {
        if (failure instanceof IllegalArgumentException) {
            return FailureKind.PERMANENT;
        }
        return failure instanceof AzureFailure known ? known.kind() : FailureKind.TRANSIENT;
    }

    @Override
    public FailureScope scope(Throwable failure) {
        return failure instanceof IllegalArgumentException ? FailureScope.TABLE : FailureScope.DESTINATION;
    }

    @Override
    public long retryAfterMillis(Throwable failure) {
        return failure instanceof ThrottledException throttled ? throttled.retryAfterMillis() : 0;
    }

    /** Lets deliveries end, for a moment. */
    @Override
    public void close() {
        detached.close();
        account.close();
    }
}
