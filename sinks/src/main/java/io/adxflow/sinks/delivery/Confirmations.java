package io.adxflow.sinks.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is to be done once per job: removes what dead attempts have staged, and looks for verdicts on committed batches, of each
 * place in a thread of its own, which is never the task's: no checkpoint
 * waits for it. One subtask has one. It has no state; what it saw, the destination remembers. So a job that starts again,
 * elsewhere or with another parallelism, goes on, and two of these at once, as when a host is thought to be lost, agree
 * through the destination.
 */
final class Confirmations implements AutoCloseable {
    private static final long FOLLOW_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

    private final DeliverySettings settings;
    private final Lanes lanes;
    private final MonikerBoard board;
    private final MetricGroup operatorGroup;
    private final DeadBatches deadBatches;
    private final Set<Place> places = new HashSet<>();
    private final Map<String, MonikerVerdicts> verdicts = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Confirmations(DeliverySettings settings, Lanes lanes, MetricGroup operatorGroup) {
        this.settings = settings;
        this.lanes = lanes;
        this.board = MonikerBoard.of(settings.storage());
        this.operatorGroup = operatorGroup;
        this.deadBatches = new DeadBatches(settings.storage().deadBatches());
        follow();
        start(this::followOn, "adxflow-confirm");
    }

    /** Begins with the places that are new. Those that a moniker has left are looked at until this closes. */
    private synchronized void follow() {
        for (Place place : places()) {
            if (closed.getCount() > 0 && places.add(place)) {
                Lane lane = lanes.lane(place);
                lane.stageThreads().execute(lane::sweep);
                MonikerVerdicts ofMoniker = verdicts.computeIfAbsent(
                        place.moniker(),
                        name -> new MonikerVerdicts(name, deadBatches, operatorGroup, System::currentTimeMillis));
                start(() -> run(place.moniker(), lane, ofMoniker), "adxflow-confirm-" + place.moniker());
            }
        }
    }

    private List<Place> places() {
        MonikerBoard.Notice notice = board.notice();
        if (notice != null) {
            return notice.monikers().entrySet().stream()
                    .map(one -> new Place(one.getKey(), one.getValue().hash(), ""))
                    .toList();
        }
        // Without versions the submission is all there is; with them, readers tell soon.
        return settings.book() == MonikerBook.NONE
                ? settings.monikers().keySet().stream()
                        .map(name -> new Place(name, "", ""))
                        .toList()
                : List.of();
    }

    private void followOn() {
        try {
            while (!closed.await(FOLLOW_MILLIS, TimeUnit.MILLISECONDS)) {
                follow();
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted");
        }
    }

    private synchronized void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(String moniker, Lane lane, MonikerVerdicts verdicts) {
        Backoff pauses = Backoff.between(settings.minBackoff(), settings.maxBackoff());
        Sometimes failing = new Sometimes(System::currentTimeMillis);
        int failures = 0;
        try {
            while (closed.getCount() > 0) {
                long pauseMillis;
                try {
                    pauseMillis = lane.confirm(verdicts);
                    if (pauseMillis == Destination.NEVER) {
                        return;
                    }
                    verdicts.begin();
                    failures = 0;
                } catch (Throwable e) {
                    if (closed.getCount() == 0) {
                        return;
                    }
                    verdicts.begin();
                    pauseMillis = pauses.millis(++failures);
                    LOG.debug("Moniker {}: no verdicts", moniker, e);
                    if (failing.isWorthSaying("")) {
                        LOG.warn("Moniker {}: verdicts could not be read or acted upon: {}", moniker, e.toString());
                    }
                }
                if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Moniker {}: interrupted", moniker);
        }
    }

    /** Interrupts what is under way, without waiting for it. */
    @Override
    public synchronized void close() {
        closed.countDown();
        threads.forEach(Thread::interrupt);
    }
}
