package io.adxflow.sinks.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the {@linkplain ParkedReport reports} of what one operator holds fresh. For the task's thread; writes aside. */
final class ReportDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ReportDesk.class);
    private static final long EVERY_MILLIS = 2_000;

    private final ParkedReport files;
    private final Predicate<String> monikers;
    private final ParkedOverview overview;
    private final Function<String, Map<String, StandbyTally>> standbys;
    private final Executor aside;
    private final Set<String> waiting = new HashSet<>();
    private final Set<String> reported = new HashSet<>();
    private long nextMillis;

    /**
     * @param monikers whose batches this operator holds, and no other does
     * @param standbys what a moniker's standby store holds, by database
     * @param aside where files are written, one after the other
     */
    ReportDesk(
            ParkedReport files,
            Predicate<String> monikers,
            ParkedOverview overview,
            Function<String, Map<String, StandbyTally>> standbys,
            Executor aside) {
        this.standbys = standbys;
        this.files = files;
        this.monikers = monikers;
        this.overview = overview;
        this.aside = aside;
    }

    /** Takes away what an attempt before this one has told of monikers that have nothing parked any more. */
    void begin() {
        Set<String> held = new HashSet<>(overview.changed());
        waiting.addAll(held);
        reported.addAll(held);
        execute(() -> {
            for (String moniker : files.monikers()) {
                if (monikers.test(moniker) && !held.contains(moniker)) {
                    files.write(moniker, List.of());
                }
            }
        });
    }

    /** What a moniker's standby holds has changed. */
    void changed(String moniker) {
        waiting.add(moniker);
    }

    /** Writes what has changed, unless something was written just now. */
    void write(long nowMillis) {
        waiting.addAll(overview.changed());
        if (waiting.isEmpty() || nowMillis < nextMillis) {
            return;
        }
        nextMillis = nowMillis + EVERY_MILLIS;
        for (String moniker : waiting) {
            List<String> lines = new ArrayList<>();
            overview.databases(moniker).forEach((database, tally) -> {
                if (tally.parkedBatches() > 0) {
                    lines.add(tally.json(moniker, database));
                }
            });
            standbys.apply(moniker).forEach((database, tally) -> {
                if (tally.batches() > 0) {
                    lines.add(tally.json(moniker, database));
                }
            });
            // A disk that is merely busy is spared files that say nothing.
            boolean wasThere = lines.isEmpty() ? reported.remove(moniker) : !reported.add(moniker);
            if (wasThere || !lines.isEmpty()) {
                execute(() -> files.write(moniker, lines));
            }
        }
        waiting.clear();
    }

    private interface Work {
        void run() throws IOException;
    }

    private void execute(Work work) {
        try {
            aside.execute(() -> {
                try {
                    work.run();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("What is parked could not be written for people to see: {}", e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended");
        }
    }
}
