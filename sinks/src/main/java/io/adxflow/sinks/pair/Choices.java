package io.adxflow.sinks.pair;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where batches go: decided when they are staged, remembered here until they are committed, and found again by whoever commits them
 * elsewhere, by their hash or by what was written of them. Thread-safe.
 */
final class Choices {
    private static final int REMEMBERED = 100_000;

    /** More than are committed while one is being staged. */
    private static final int SETTLED = 10_000;

    private final Pool storages;
    private final Pool hubs;
    private final Diversions diversions;
    private final Map<String, Choice> made = remembering(REMEMBERED);

    /** Batches that were asked after: somebody commits them, so that staging one of them, late, changes nothing any more. */
    private final Map<String, Boolean> settled = remembering(SETTLED);

    /** Who has a batch's lock decides where it goes, or learns of it. */
    private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();

    Choices(Pool storages, Pool hubs, Diversions diversions) {
        this.storages = storages;
        this.hubs = hubs;
        this.diversions = diversions;
    }

    private static <T> Map<String, T> remembering(int max) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > max;
            }
        };
    }

    /**
     * Makes it the batch's storage, and a hub that is well its hub, for good; durable when this returns. False when it is too late, as
     * somebody commits the batch already, where it was to go until then.
     */
    boolean make(String id, Member storage) throws IOException {
        synchronized (lock(id)) {
            synchronized (made) {
                if (settled.containsKey(id)) {
                    return false;
                }
            }
            decide(id, storage);
            return true;
        }
    }

    private void decide(String id, Member storage) throws IOException {
        Member natural = first(hubs.order(id));
        Member hub = hubs.order(id).stream()
                .filter(each -> !each.isResting())
                .findFirst()
                .orElse(natural);
        // Of an earlier process that staged it, and did not commit it.
        diversions.forget(id);
        if (storage != first(storages.order(id)) || hub != natural) {
            diversions.record(id, storage.name(), hub == null ? "" : hub.name());
        }
        synchronized (made) {
            made.put(id, new Choice(storage, hub));
        }
    }

    /**
     * Where the batch goes.
     *
     * @throws IllegalStateException when that is none of the pool's any more
     */
    Choice of(String id) throws IOException {
        synchronized (lock(id)) {
            Choice known;
            synchronized (made) {
                settled.put(id, true);
                known = made.get(id);
            }
            return known != null ? known : find(id);
        }
    }

    private Choice find(String id) throws IOException {
        Member hub = first(hubs.order(id));
        String[] diverted = diversions.find(id);
        if (diverted == null) {
            return new Choice(storages.order(id).get(0), hub);
        }
        Member storage = storages.named(diverted[0]);
        if (storage == null) {
            throw new IllegalStateException("storage: " + diverted[0] + ", where batch " + id
                    + " was sent (expected: one of " + storages.names() + ")");
        }
        Member divertedHub = diverted[1].isEmpty() ? null : hubs.named(diverted[1]);
        return new Choice(storage, divertedHub == null ? hub : divertedHub);
    }

    /** The batch is committed, or will not be. */
    void forget(String id) {
        synchronized (made) {
            made.remove(id);
        }
    }

    void sweep(long nowMillis) throws IOException {
        diversions.sweep(nowMillis);
    }

    private Object lock(String id) {
        return locks[Math.floorMod(id.hashCode(), locks.length)];
    }

    private static @Nullable Member first(List<Member> members) {
        return members.isEmpty() ? null : members.get(0);
    }
}
