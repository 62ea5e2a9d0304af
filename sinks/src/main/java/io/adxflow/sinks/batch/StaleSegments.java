package io.adxflow.sinks.batch;

import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.util.List;

/**
 * Names segments and finds those of dead attempts. A batcher's segments are in the folder of its subtask number, so what
 * stands there when the task starts was written by nobody who is still alive. Folders of subtasks that a smaller job no
 * longer has are subtask 0's.
 */
final class StaleSegments {
    private StaleSegments() {}

    static String name(int subtask, String unique) {
        return subtask + "/" + unique + ".seg";
    }

    static List<String> of(AppendStore store, int subtask, int parallelism) throws IOException {
        if (subtask > 0) {
            return store.list(subtask + "/");
        }
        return store.list("").stream()
                .filter(name -> {
                    int owner = owner(name);
                    return owner == 0 || owner >= parallelism;
                })
                .toList();
    }

    /** The subtask whose folder a file is in; no subtask at all counts as one that is gone. */
    private static int owner(String name) {
        int slash = name.indexOf('/');
        try {
            return slash < 0 ? Integer.MAX_VALUE : Integer.parseInt(name.substring(0, slash));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
