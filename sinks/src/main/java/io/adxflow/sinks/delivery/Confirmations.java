package io.adxflow.sinks.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for verdicts on committed batches, of each moniker in a thread of its own, which is never the task's: no checkpoint
 * waits for it. One subtask has one. It has no state; what it saw, the destination remembers. So a job that starts again,
 * elsewhere or with another parallelism, goes on, and two of these at once, as when a host is thought to be lost, agree
 * through the destination.
 */
final class Confirmations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

    private final DeliverySettings settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Confirmations(DeliverySettings settings, Lanes lanes, MetricGroup operatorGroup) {
        this.settings = settings;
        DeadBatches deadBatches = new DeadBatches(settings.storage().deadBatches());
        for (String moniker : settings.monikers().keySet()) {
            Lane lane = lanes.lane(moniker);
            MonikerVerdicts verdicts =
                    new MonikerVerdicts(moniker, deadBatches, operatorGroup, System::currentTimeMillis);
            Thread thread = new Thread(() -> run(moniker, lane, verdicts), "adxflow-confirm-" + moniker);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
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
    public void close() {
        closed.countDown();
        threads.forEach(Thread::interrupt);
    }
}
