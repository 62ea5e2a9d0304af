package io.adxflow.sinks.pair;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once an hour how many requests each storage of a pool took, and what they cost at a price. Thread-safe. */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final long HOUR_MILLIS = 3_600_000;
    private static final double PRICED = 10_000;

    private final PairSettings settings;
    private final LongSupplier millis;
    private final Map<String, Long> told = new HashMap<>();
    private long hour;

    RequestLog(PairSettings settings, LongSupplier millis) {
        this.settings = settings;
        this.millis = millis;
        this.hour = millis.getAsLong() / HOUR_MILLIS;
    }

    /** Tells, should an hour be over. */
    void look(Pool storages) {
        long now = millis.getAsLong() / HOUR_MILLIS;
        synchronized (this) {
            if (now == hour) {
                return;
            }
            hour = now;
        }
        storages.members().forEach(storage -> LOG.info("{}", line(storage)));
    }

    /** What one storage took since it was last asked for. */
    synchronized String line(Member storage) {
        long requests = storage.destination().requests();
        Long before = told.put(storage.name(), requests);
        long since = requests - (before == null ? 0 : before);
        return String.format(
                Locale.ROOT,
                "Moniker %s: storage %s took %d requests in the last hour of this process, %.4f at %s per 10,000",
                settings.moniker(),
                storage.name(),
                since,
                since / PRICED * settings.requestPrice(),
                settings.requestPrice());
    }
}
