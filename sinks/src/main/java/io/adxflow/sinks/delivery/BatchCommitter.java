package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.watch.Backlogs;
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
        Map<Place, List<DeliveryCommittable>> byPlace = new LinkedHashMap<>();
        for (CommitRequest<DeliveryCommittable> request : requests) {
            DeliveryCommittable committable = request.getCommittable();
            if (committable.element() instanceof SealedBatch batch) {
                byPlace.computeIfAbsent(Place.of(batch.key()), place -> new ArrayList<>())
                        .add(committable);
            }
        }
        if (byPlace.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + lanes.commitTimeout().toNanos();
        List<Round> rounds = new ArrayList<>();
        byPlace.forEach((place, committables) -> {
            CommitRound round = new CommitRound(
                    lanes.lane(place),
                    committables.stream().map(BatchCommitter::batch).toList());
            round.start();
            rounds.add(new Round(place.moniker(), committables, round));
        });
        for (Round round : rounds) {
            settle(round.moniker, round.committables, round.commits.await(deadline));
        }
        byPlace.keySet()
                .forEach(place ->
                        metrics.requests(place.moniker(), lanes.lane(place).takeRequests()));
    }

    private void settle(String moniker, List<DeliveryCommittable> committables, List<Outcome> outcomes) {
        int parked = 0;
        int underWay = 0;
        String reason = "";
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            committables.get(i).settle(outcome);
            metrics.settled(batch(committables.get(i)), outcome);
            Backlogs.jvm().settled(batch(committables.get(i)).batchId());
            if (outcome.kind() != null && (outcome.kind().isUnderWay() || outcome.kind() == FailureKind.HELD)) {
                underWay++;
            } else if (!outcome.delivered() && outcome.scope() != FailureScope.DATABASE) {
                // Of a database's own failures, its gate tells.
                parked++;
                reason = outcome.reason();
            }
        }
        if (underWay > 0) {
            LOG.debug("Moniker {}: {} of {} batches go on aside", moniker, underWay, outcomes.size());
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
