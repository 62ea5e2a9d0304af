package io.adxflow.sources.listen;

import java.util.List;
import java.util.Map;

/**
 * What is known of one input.
 *
 * @param cursors where the next look goes on
 * @param remembered what was found, and when it was last seen, epoch milliseconds
 * @param active receipts of what was found and is not read to its end, or none
 * @param pending what no reader has, in the order in which it was found
 */
record InputState(
        Map<String, Long> cursors,
        Map<BlobKey, Long> remembered,
        Map<BlobKey, List<String>> active,
        List<ListenSplit> pending) {
    static final InputState NONE = new InputState(Map.of(), Map.of(), Map.of(), List.of());

    InputState {
        cursors = Map.copyOf(cursors);
        remembered = Map.copyOf(remembered);
        active = Map.copyOf(active);
        pending = List.copyOf(pending);
    }
}
