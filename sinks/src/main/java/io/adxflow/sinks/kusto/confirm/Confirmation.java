package io.adxflow.sinks.kusto.confirm;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.delivery.VerdictListener;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.ingest.IngestionQueues;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.kusto.ingest.StatusTable;
import io.adxflow.sinks.kusto.settings.KustoSettings;
import io.adxflow.sinks.kusto.staging.StagingPlaces;
import io.adxflow.sinks.kusto.tables.TableProvisioner;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a moniker's lines in the status tables, a bounded number of them per {@link #poll}, and has done what the
 * {@linkplain VerdictRules rules} say. Where the walk stands is all that is kept in memory; to begin anew does no harm. For one
 * thread at a time, which may be interrupted.
 */
public final class Confirmation {
    private static final int MAX_LINES = 5_000;
    private static final int PAGE_LINES = 1_000;

    /** Failures after which a poll ends early: whatever is behind them would make it wait for each line. */
    private static final int MAX_FAILURES = 10;

    private static final String ADVICE =
            "Look for messages that are not taken from the cluster's queues: is the cluster"
                    + " stopped, overloaded, or its ingestion paused? Batches with a tag are sent again; those without one (see"
                    + " tag-min-size) could be doubled and are not.";

    private final IngestionQueues queues;
    private final LineActions actions;
    private final VerdictRules rules;
    private final String partition;
    private final Duration interval;
    private final LongSupplier millis;
    private final ExecutorService threads;
    private final int maxLines;

    /** Where the walk goes on: behind this line of this table; both empty at its beginning. */
    private String atTable = "";

    private String atLine = "";
    private Tally tally = new Tally();

    /** @param maxLines of one poll */
    Confirmation(
            IngestionQueues queues,
            LineActions actions,
            VerdictRules rules,
            String partition,
            Duration interval,
            LongSupplier millis,
            ExecutorService threads,
            int maxLines) {
        this.queues = queues;
        this.actions = actions;
        this.rules = rules;
        this.partition = partition;
        this.interval = interval;
        this.millis = millis;
        this.threads = threads;
        this.maxLines = maxLines;
    }

    /**
     * For one moniker.
     *
     * @param millis a clock
     * @param threads in which lines are acted upon; not closed here
     */
    public static Confirmation of(
            KustoSettings settings,
            IngestionQueues queues,
            StagingPlaces places,
            TableProvisioner tables,
            LongSupplier millis,
            ExecutorService threads) {
        KustoSettings.Confirm confirm = settings.confirm();
        VerdictRules rules =
                new VerdictRules(confirm.interval(), confirm.timeout(), confirm.attempts(), settings.blobRetention());
        return new Confirmation(
                queues,
                new LineActions(settings.moniker(), queues, places, tables, rules),
                rules,
                IngestionStatus.partition(settings.moniker()),
                confirm.interval(),
                millis,
                threads,
                MAX_LINES);
    }

    /** Lines seen by one walk that wait for a verdict. */
    private static final class Tally {
        private long open;
        private long overdue;
        private long oldestSeconds;

        void add(IngestionStatus line, boolean late, OffsetDateTime now) {
            open++;
            overdue += late ? 1 : 0;
            oldestSeconds =
                    Math.max(oldestSeconds, Duration.between(line.queued(), now).toSeconds());
        }
    }

    /**
     * Goes on with the walk.
     *
     * @return milliseconds after which to call again
     * @throws AzureFailure the first of those that left something undone, which the next walk finds again
     */
    public synchronized long poll(VerdictListener listener) throws AzureFailure, InterruptedException {
        AtomicReference<@Nullable AzureFailure> failure = new AtomicReference<>();
        AtomicInteger failures = new AtomicInteger();
        int left = maxLines;
        boolean allSeen = true;
        for (StatusTable table : inOrder(queues.statusTables())) {
            String name = table.toString();
            if (name.compareTo(atTable) < 0) {
                continue;
            }
            if (!name.equals(atTable)) {
                atTable = name;
                atLine = "";
            }
            List<IngestionStatus> page;
            do {
                if (left <= 0) {
                    return settled(failure.get(), 0);
                }
                try {
                    page = table.list(partition, atLine, Math.min(left, PAGE_LINES));
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    allSeen = false;
                    AzureFailure failed = Failures.of(Step.STATUS, e);
                    failure.compareAndSet(null, failed);
                    if (Failures.isRefusal(e)) {
                        // For the next poll: its signature may be over.
                        queues.renew();
                    }
                    break;
                }
                see(page, table, listener, failure, failures);
                left -= page.size();
                atLine = page.isEmpty() ? atLine : page.get(page.size() - 1).id();
                if (failures.get() >= MAX_FAILURES) {
                    return settled(failure.get(), 0);
                }
            } while (!page.isEmpty());
        }
        atTable = "";
        atLine = "";
        if (allSeen) {
            listener.open(tally.open, tally.oldestSeconds, tally.overdue, ADVICE);
        }
        tally = new Tally();
        return settled(failure.get(), interval.toMillis());
    }

    private static long settled(@Nullable AzureFailure failure, long pauseMillis) throws AzureFailure {
        if (failure != null) {
            throw failure;
        }
        return pauseMillis;
    }

    private static List<StatusTable> inOrder(List<StatusTable> tables) {
        return tables.stream()
                .sorted(Comparator.comparing(StatusTable::toString))
                .toList();
    }

    private void see(
            List<IngestionStatus> page,
            StatusTable table,
            VerdictListener listener,
            AtomicReference<@Nullable AzureFailure> failure,
            AtomicInteger failures)
            throws InterruptedException {
        OffsetDateTime now = Instant.ofEpochMilli(millis.getAsLong()).atOffset(ZoneOffset.UTC);
        List<Callable<@Nullable Void>> work = new ArrayList<>();
        for (IngestionStatus line : page) {
            Ruling ruling = rules.rule(line, now);
            switch (ruling.action()) {
                case WAIT -> tally.add(line, isLate(line, now), now);
                case OVERDUE -> tally.add(line, true, now);
                case SEND_AGAIN -> {
                    tally.add(line, isLate(line, now), now);
                    work.add(task(line, table, ruling, now, listener, failure, failures));
                }
                case FORGET, SET_ASIDE, REMOVE -> work.add(task(line, table, ruling, now, listener, failure, failures));
            }
        }
        for (Future<?> done : threads.invokeAll(work)) {
            if (done.isCancelled()) {
                throw new InterruptedException("closed");
            }
        }
    }

    private boolean isLate(IngestionStatus line, OffsetDateTime now) {
        return Duration.between(line.queued(), now).compareTo(rules.timeout()) > 0;
    }

    private Callable<@Nullable Void> task(
            IngestionStatus line,
            StatusTable table,
            Ruling ruling,
            OffsetDateTime now,
            VerdictListener listener,
            AtomicReference<@Nullable AzureFailure> failure,
            AtomicInteger failures) {
        return () -> {
            if (failures.get() < MAX_FAILURES) {
                try {
                    actions.act(line, table, ruling, now, listener);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (Exception e) {
                    failures.incrementAndGet();
                    failure.compareAndSet(null, Failures.of(Step.STATUS, e));
                }
            }
            return null;
        };
    }
}
