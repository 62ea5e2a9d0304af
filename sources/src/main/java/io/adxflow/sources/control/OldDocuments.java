package io.adxflow.sources.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Deletes documents that nothing may need any more: those that the history does not name, that nobody has proposed or written for so long,
 * and that, as far as the history goes back, were not in force for so long. A checkpoint or savepoint that is older may name them
 * nevertheless, which is what the age is for. Blocks; any thread may call it.
 */
final class OldDocuments {
    private final DocumentStore store;
    private final Duration keep;
    private final Supplier<ControlState> state;
    private final LongSupplier millis;

    /** @param millis a wall clock, the same that versions are decided by */
    OldDocuments(DocumentStore store, Duration keep, Supplier<ControlState> state, LongSupplier millis) {
        this.store = store;
        this.keep = keep;
        this.state = state;
        this.millis = millis;
    }

    /** Returns how many went. */
    int delete() throws IOException {
        ControlState now = state.get();
        long before = millis.getAsLong() - keep.toMillis();
        boolean isCut = now.history().size() >= ControlState.MAX_HISTORY;
        if (now.history().isEmpty() || (isCut && now.history().get(0).decidedAtMillis() >= before)) {
            return 0;
        }
        Set<String> named = now.history().stream().map(DocumentVersion::hash).collect(Collectors.toSet());
        return store.deleteOthers(named, before);
    }
}
