package io.adxflow.sinks.delivery;

import io.adxflow.sinks.delivery.MonikerBoard.Defined;
import io.adxflow.sinks.delivery.MonikerBoard.Notice;
import io.adxflow.sinks.standby.StandbyStore;
import io.adxflow.sinks.storage.AppendStore;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says which moniker has which standby at present. Thread-safe. */
final class StandbyStores {
    private final DeliverySettings settings;
    private final MonikerBoard board;

    StandbyStores(DeliverySettings settings) {
        this.settings = settings;
        this.board = MonikerBoard.of(settings.storage());
    }

    /** A store that is open, and what it was opened as. */
    record Opened(MonikerSpec as, StandbyStore store, AppendStore files) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            if (files instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    /** The monikers that have one. */
    Set<String> monikers() {
        Notice now = board.notice();
        Set<String> names = new TreeSet<>(
                now == null ? settings.monikers().keySet() : now.monikers().keySet());
        names.removeIf(name -> standbyOf(name) == null);
        return names;
    }

    /** The name of a moniker's standby, or null when it has none. */
    @Nullable
    String standbyOf(String moniker) {
        MonikerSpec spec = spec(moniker);
        return spec == null ? null : spec.options().get(MonikerSpec.STANDBY);
    }

    /** Whether there is such a moniker at present. */
    boolean isKnown(String moniker) {
        return spec(moniker) != null;
    }

    /** Where batches of a moniker are to go at present. */
    Place place(String moniker) {
        Notice now = board.notice();
        Defined defined = now == null ? null : now.monikers().get(moniker);
        return new Place(moniker, defined == null ? "" : defined.hash(), "");
    }

    /**
     * The moniker's store, which is the one given when nothing has changed. Blocks.
     *
     * @throws Destinations.UnusableMonikerException when it has none
     */
    Opened open(String moniker, @Nullable Opened before) throws Exception {
        String name = standbyOf(moniker);
        MonikerSpec spec = name == null ? null : spec(name);
        if (before != null && before.as().equals(spec)) {
            return before;
        }
        if (before != null) {
            before.close();
        }
        AppendStore files = Destinations.standby(spec, String.valueOf(name), settings.storage());
        return new Opened(
                spec == null ? new MonikerSpec("", "", java.util.Map.of()) : spec, new StandbyStore(files), files);
    }

    private @Nullable MonikerSpec spec(String moniker) {
        Notice now = board.notice();
        if (now == null) {
            return settings.monikers().get(moniker);
        }
        Defined defined = now.monikers().get(moniker);
        return defined == null ? null : defined.spec();
    }
}
