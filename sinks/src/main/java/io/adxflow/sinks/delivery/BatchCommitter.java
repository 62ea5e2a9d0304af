package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the batches of a completed checkpoint, all monikers at once, for a bounded time. It never fails and never asks
 * for a retry: Flink would repeat at once and then fail the job. What is not delivered leaves as parked.
 */
final class BatchCommitter implements Committer<DeliveryCommittable> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCommitter.class);

    private final Lanes lanes;
    private final DeliveryMetrics metrics;

    /** Of each moniker: a destination that is behind for long is not told at each checkpoint. */
    private final Map<String, Sometimes> warnings = new HashMap<>();

    BatchCommitter(DeliverySettings settings, DeliveryMetrics metrics) {
        this.lanes = Lanes.open(settings);
        this.metrics = metrics;
    }

    @Override
    public void commit(Collection<CommitRequest<DeliveryCommittable>> requests) throws InterruptedException {
        Map<String, List<DeliveryCommittable>> byMoniker = new LinkedHashMap<>();
        for (CommitRequest<DeliveryCommittable> request : requests) {
            DeliveryCommittable committable = request.getCommittable();
            if (committable.element() instanceof SealedBatch batch) {
                byMoniker
                        .computeIfAbsent(batch.key().moniker(), moniker -> new ArrayList<>())
                        .add(committable);
            }
        }
        if (byMoniker.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + lanes.commitTimeout().toNanos();
        List<Round> rounds = new ArrayList<>();
        byMoniker.forEach((moniker, committables) -> {
            CommitRound round = new CommitRound(
                    lanes.lane(moniker),
                    committables.stream().map(BatchCommitter::batch).toList());
            round.start();
            rounds.add(new Round(moniker, committables, round));
        });
        for (Round round : rounds) {
            settle(round.moniker, round.committables, round.commits.await(deadline));
        }
    }

    private void settle(String moniker, List<DeliveryCommittable> committables, List<Outcome> outcomes) {
        int parked = 0;
        int pending = 0;
        String reason = "";
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            committables.get(i).settle(outcome);
            metrics.settled(batch(committables.get(i)), outcome);
            if (outcome.kind() == FailureKind.PENDING) {
                pending++;
            } else if (!outcome.delivered()) {
                parked++;
                reason = outcome.reason();
            }
        }
        if (pending > 0) {
            LOG.debug("Moniker {}: {} of {} batches under way at the destination", moniker, pending, outcomes.size());
        }
        if (parked > 0
                && warnings.computeIfAbsent(moniker, name -> new Sometimes(System::currentTimeMillis))
                        .isWorthSaying(reason)) {
            LOG.warn("Moniker {}: {} of {} batches parked: {}", moniker, parked, outcomes.size(), reason);
        }
    }

    private static SealedBatch batch(DeliveryCommittable committable) {
        return (SealedBatch) committable.element();
    }

    private record Round(String moniker, List<DeliveryCommittable> committables, CommitRound commits) {}

    @Override
    public void close() {
        lanes.close();
    }
}
