package io.adxflow.job.listen;

import io.adxflow.sources.listen.Discovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at the hubs of a pair, one after the other. */
final class ManyDiscoveries implements Discovery {
    private final List<Discovery> all;
    private final AutoCloseable storages;
    private final Map<String, Long> cursors = new HashMap<>();

    /** @param storages closed with them */
    ManyDiscoveries(List<Discovery> all, AutoCloseable storages) {
        this.all = List.copyOf(all);
        this.storages = storages;
    }

    @Override
    public void begin(Map<String, Long> restored, Collection<String> unacknowledged) {
        cursors.putAll(restored);
        all.forEach(each -> each.begin(restored, unacknowledged));
    }

    /** What some have found is not lost because another one fails. */
    @Override
    public Look look() throws Exception {
        List<Found> found = new ArrayList<>();
        Exception failure = null;
        for (Discovery each : all) {
            try {
                Look look = each.look();
                found.addAll(look.found());
                cursors.putAll(look.cursors());
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null && found.isEmpty()) {
            throw failure;
        }
        return new Look(found, cursors);
    }

    @Override
    public void acknowledge(List<String> receipts) throws Exception {
        for (Discovery each : all) {
            each.acknowledge(receipts);
        }
    }

    @Override
    public void close() throws Exception {
        for (Discovery each : all) {
            each.close();
        }
        storages.close();
    }
}
