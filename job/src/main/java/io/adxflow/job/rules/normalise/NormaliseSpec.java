package io.adxflow.job.rules.normalise;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * What a namespace brings into one form.
 *
 * @param maxPastMillis how far before its arrival a time may lie under {@link Normalisation#TIMESTAMPS}
 * @param maxFutureMillis how far behind it
 */
public record NormaliseSpec(Set<Normalisation> on, long maxPastMillis, long maxFutureMillis) implements Serializable {
    public static final long DEFAULT_MAX_PAST_MILLIS = Duration.ofDays(3650).toMillis();
    public static final long DEFAULT_MAX_FUTURE_MILLIS = Duration.ofDays(1).toMillis();

    /** Changes nothing. */
    public static final NormaliseSpec NONE =
            new NormaliseSpec(Set.of(), DEFAULT_MAX_PAST_MILLIS, DEFAULT_MAX_FUTURE_MILLIS);

    public boolean has(Normalisation normalisation) {
        return on.contains(normalisation);
    }
}
