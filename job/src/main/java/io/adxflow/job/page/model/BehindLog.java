package io.adxflow.job.page.model;

import io.adxflow.job.cli.Text;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells the log of monikers that are behind: one line a minute each, and one when they have caught up. For one thread. */
final class BehindLog {
    private static final long EVERY_MILLIS = 60_000;
    private static final Set<String> TOLD = Set.of("behind", "parked", "cut_off");

    private final Consumer<String> log;
    private final LongSupplier millis;
    private final Map<String, Long> toldAt = new HashMap<>();

    BehindLog(Consumer<String> log, LongSupplier millis) {
        this.log = log;
        this.millis = millis;
    }

    void look(StatusView status) {
        long now = millis.getAsLong();
        for (StatusView.MonikerView moniker : status.monikers()) {
            Long before = toldAt.get(moniker.name());
            if (!TOLD.contains(moniker.state())) {
                if (before != null) {
                    toldAt.remove(moniker.name());
                    log.accept("Moniker " + moniker.name() + " has caught up");
                }
            } else if (before == null || now - before >= EVERY_MILLIS) {
                toldAt.put(moniker.name(), now);
                log.accept("Moniker " + moniker.name() + " is "
                        + moniker.state().replace('_', ' ') + ": "
                        + Text.plural(moniker.backlogRows(), "row") + " (" + Text.bytes((double) moniker.backlogBytes())
                        + ") wait, the oldest for " + Text.duration(Duration.ofSeconds(moniker.oldestSeconds()))
                        + (moniker.lastError().isEmpty() ? "" : "; last error: " + moniker.lastError()));
            }
        }
    }
}
