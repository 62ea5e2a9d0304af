package io.adxflow.job.rows;

import io.adxflow.job.rows.TablePlace.TableName;
import io.adxflow.sources.limits.Stock;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many tables senders may make: a bound per namespace, and for each sender a share of it that depends on the others. All
 * readers of a JVM use the same ones. Thread-safe; asked when a table is new, never for one that is known.
 *
 * <p>A sender may hold as many tables as are still free (a dynamic threshold, Choudhury and Hahne, "Dynamic Queue Length
 * Thresholds for Shared-Memory Packet Switches", 1998, with factor 1). So one alone may take a half, {@code n} that all want
 * more than they get have {@code 1/(n+1)} each, and as much stays free: whoever comes later finds room, and a refusal is always
 * the doing of the sender that gets it. A table counts against the address that made it, for whoever writes to it.
 */
public final class TablePlaces {
    /** Senders that are told apart in one namespace; those that come when so many hold tables share one share. */
    static final int MAX_SENDERS = 1_000;

    private static final String OTHERS = "all others";
    private static final long LOOK_MILLIS = 5_000;
    private static final Map<Shared, TablePlaces> SHARED = new ConcurrentHashMap<>();

    private final int perNamespace;
    private final int maxSenders;
    private final long idleMillis;
    private final Map<String, Namespace> namespaces = new HashMap<>();
    /** By namespace, of those that may not have {@link #perNamespace}. */
    private Map<String, Long> allowed = Map.of();

    private long lookedAtMillis;

    private record Shared(URI directory, int maxTables, long idleMillis) {}

    private static final class Namespace {
        final Map<TableName, TablePlace> places = new HashMap<>();
        final Map<String, Integer> byOwner = new HashMap<>();
    }

    /**
     * What a namespace has given away.
     *
     * @param tables of all senders
     * @param ofLargest of the one that holds most
     */
    public record Usage(int tables, int ofLargest) {}

    TablePlaces(RowSettings settings) {
        perNamespace = settings.maxTables();
        // Few enough that their shares, at 1/(n+1) each, leave places free.
        maxSenders = Math.max(1, Math.min(MAX_SENDERS, perNamespace / 8));
        idleMillis = settings.tableIdleMillis();
    }

    /** Those of this JVM for one storage directory. */
    public static TablePlaces of(URI directory, RowSettings settings) {
        return SHARED.computeIfAbsent(
                new Shared(directory, settings.maxTables(), settings.tableIdleMillis()),
                none -> new TablePlaces(settings));
    }

    /**
     * The place of a table: the one that it has, or a free one if the sender may have it, else null.
     *
     * @param sender address and whatever stands behind it
     */
    @Nullable
    synchronized TablePlace take(TableKey key, String sender, long nowMillis) {
        Namespace namespace = namespaces.computeIfAbsent(key.namespace(), none -> new Namespace());
        TableName name = TableName.of(key);
        TablePlace place = namespace.places.get(name);
        if (place != null) {
            place.touch(nowMillis);
            return place;
        }
        String owner = owner(namespace, sender);
        if (isFull(key.namespace(), namespace) || held(namespace, owner) >= perNamespace - namespace.places.size()) {
            return null;
        }
        place = new TablePlace(name, owner, nowMillis);
        give(namespace, place);
        return place;
    }

    /** The place that a table has, or null. */
    @Nullable
    synchronized TablePlace find(TableKey key) {
        Namespace namespace = namespaces.get(key.namespace());
        return namespace == null ? null : namespace.places.get(TableName.of(key));
    }

    /** The place of a table that rows came to although its own was taken back meanwhile; beyond the bound if need be. */
    synchronized TablePlace takeAgain(TableKey key, TablePlace former) {
        Namespace namespace = namespaces.computeIfAbsent(key.namespace(), none -> new Namespace());
        TablePlace place = namespace.places.get(former.name());
        if (place != null) {
            return place;
        }
        former.give();
        give(namespace, former);
        return former;
    }

    /** From now on these namespaces may have so many, whoever makes them, and the others what all may. */
    synchronized void allow(Map<String, Long> byNamespace) {
        allowed = byNamespace;
    }

    private boolean isFull(String name, Namespace namespace) {
        return namespace.places.size() >= allowed.getOrDefault(name, Long.MAX_VALUE);
    }

    private static void give(Namespace namespace, TablePlace place) {
        namespace.places.put(place.name(), place);
        namespace.byOwner.merge(place.owner(), 1, Integer::sum);
    }

    /** Takes back the places of tables that have had no rows for long. */
    synchronized void takeBackIdle(long nowMillis) {
        if (nowMillis - lookedAtMillis < LOOK_MILLIS) {
            return;
        }
        lookedAtMillis = nowMillis;
        for (Namespace namespace : namespaces.values()) {
            for (Iterator<TablePlace> places = namespace.places.values().iterator(); places.hasNext(); ) {
                TablePlace place = places.next();
                if (place.isIdle(nowMillis, idleMillis)) {
                    places.remove();
                    place.takeBack();
                    namespace.byOwner.computeIfPresent(place.owner(), (owner, held) -> held > 1 ? held - 1 : null);
                }
            }
        }
    }

    /** Why {@link #take} gave none, for the sender. */
    synchronized String refusal(TableKey key, String sender) {
        Namespace namespace = namespaces.computeIfAbsent(key.namespace(), none -> new Namespace());
        String owner = owner(namespace, sender);
        int held = held(namespace, owner);
        if (isFull(key.namespace(), namespace)) {
            return "table " + key.table() + " would be one more than namespace " + key.namespace() + " may have: "
                    + namespace.places.size() + " are there, and this process has " + allowed.get(key.namespace())
                    + " of limits." + key.namespace() + "." + Stock.TABLES.key() + "; a table without rows for "
                    + Duration.ofMillis(idleMillis) + " makes room, see " + RowOptions.TABLE_IDLE_TIME.key();
        }
        return "table " + key.table() + " would be one more than its sender may have (" + owner + " made " + held
                + " tables of namespace " + key.namespace() + ", and may make as many as are free of "
                + RowOptions.MAX_TABLES.key() + " = " + perNamespace + ": " + (perNamespace - namespace.places.size())
                + "; a table without rows for " + Duration.ofMillis(idleMillis) + " makes room, see "
                + RowOptions.TABLE_IDLE_TIME.key() + ")";
    }

    private String owner(Namespace namespace, String sender) {
        String address = SenderAddress.of(sender);
        return namespace.byOwner.containsKey(address) || namespace.byOwner.size() < maxSenders ? address : OTHERS;
    }

    private static int held(Namespace namespace, String owner) {
        return namespace.byOwner.getOrDefault(owner, 0);
    }

    /** What is held now of one namespace. */
    public synchronized Usage usage(String name) {
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            return new Usage(0, 0);
        }
        int largest = 0;
        for (int held : namespace.byOwner.values()) {
            largest = Math.max(largest, held);
        }
        return new Usage(namespace.places.size(), largest);
    }
}
