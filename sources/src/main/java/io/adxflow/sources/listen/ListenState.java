package io.adxflow.sources.listen;

import java.util.Map;
import java.util.TreeMap;

/** What the coordinator of a {@link ListenSource} keeps, by input. Immutable. */
public record ListenState(Map<String, InputState> inputs) {
    static final ListenState NONE = new ListenState(Map.of());

    public ListenState {
        inputs = Map.copyOf(inputs);
    }

    /** In one order. */
    Map<String, InputState> sorted() {
        return new TreeMap<>(inputs);
    }
}
