package io.adxflow.sinks.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries of this JVM went last, by moniker: the newest success, and for each thing that fails at present since when and why.
 * What failed is forgotten with its next success. Bounded. Thread-safe.
 */
public final class DeliveryRecords {
    private static final DeliveryRecords JVM = new DeliveryRecords(System::currentTimeMillis);
    private static final int MAX_MONIKERS = 1_000;
    private static final int MAX_DATABASES = 100;
    private static final int MAX_REASON_LENGTH = 500;

    private final LongSupplier millis;
    private final Map<String, OfMoniker> monikers = new TreeMap<>();

    /** What fails. */
    public enum Part {
        /** All of the moniker's deliveries. */
        DESTINATION,
        /** Those into one database. */
        DATABASE,
        /** Its standby store. */
        STANDBY
    }

    /**
     * Something that fails.
     *
     * @param database empty unless the part is one
     * @param kind as deliveries tell kinds of failures apart, in lower case
     * @param reason of the last attempt
     * @param sinceMillis of the first failure since the last success
     * @param lastMillis of the last one
     */
    public record Failing(
            Part part, String database, String kind, String reason, long sinceMillis, long lastMillis, long attempts) {}

    /**
     * How a moniker fares.
     *
     * @param successMillis 0 when nothing was delivered yet
     * @param failing ordered by part and database
     */
    public record Standing(long successMillis, List<Failing> failing) {}

    private static final class OfMoniker {
        long successMillis;
        final Map<String, Failing> failing = new TreeMap<>();
    }

    /** @param millis a clock, epoch milliseconds */
    public DeliveryRecords(LongSupplier millis) {
        this.millis = millis;
    }

    /** The records of this JVM. */
    public static DeliveryRecords jvm() {
        return JVM;
    }

    /** A batch was delivered. */
    public synchronized void delivered(String moniker, String database) {
        OfMoniker known = of(moniker);
        if (known != null) {
            known.successMillis = millis.getAsLong();
            known.failing.remove(key(Part.DESTINATION, ""));
            known.failing.remove(key(Part.DATABASE, database));
        }
    }

    /** It answers again, though nothing was delivered yet. */
    public synchronized void works(String moniker, Part part) {
        OfMoniker known = of(moniker);
        if (known != null) {
            known.failing.remove(key(part, ""));
        }
    }

    /** An attempt failed. */
    public synchronized void failed(String moniker, Part part, String database, String kind, String reason) {
        OfMoniker known = of(moniker);
        if (known == null) {
            return;
        }
        String key = key(part, database);
        Failing before = known.failing.get(key);
        if (before == null && known.failing.size() >= MAX_DATABASES) {
            return;
        }
        long now = millis.getAsLong();
        String cut = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "…";
        known.failing.put(
                key,
                new Failing(
                        part,
                        database,
                        kind,
                        cut,
                        before == null ? now : before.sinceMillis(),
                        now,
                        before == null ? 1 : before.attempts() + 1));
    }

    private @Nullable OfMoniker of(String moniker) {
        OfMoniker known = monikers.get(moniker);
        if (known == null && monikers.size() < MAX_MONIKERS) {
            known = new OfMoniker();
            monikers.put(moniker, known);
        }
        return known;
    }

    private static String key(Part part, String database) {
        return part.name() + ":" + database;
    }

    /** Nothing of it is delivered any more, or it is another place. */
    public synchronized void forget(String moniker) {
        monikers.remove(moniker);
    }

    /** How each moniker fares of which anything was attempted. */
    public synchronized Map<String, Standing> standings() {
        Map<String, Standing> standings = new HashMap<>();
        monikers.forEach((name, known) ->
                standings.put(name, new Standing(known.successMillis, List.copyOf(known.failing.values()))));
        return standings;
    }
}
