package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.AppendStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyLogsTest {
    @TempDir
    private Path folder;

    /** Where the parallelism stays, Flink gives each subtask a union list that begins with its own part. */
    @Test
    void everyLogIsAdoptedOnceThoughEachSubtaskSeesTheRestoredStateInAnOrderOfItsOwn() throws IOException {
        int parallelism = 3;
        List<BodyLogState> restored = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            BodyLogFile file = new BodyLogFile(i % parallelism + "/a" + i + "-0.log", 1, 2, 100);
            TablePositions positions = new TablePositions(1);
            positions.add(i, i, 1);
            restored.add(new BodyLogState("rules", 1, null, List.of(file), positions));
        }

        List<BodyLogState> adopted = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            List<BodyLogState> seen = new ArrayList<>(restored);
            Collections.rotate(seen, -subtask);
            AppendStore store = AppendStores.open(folder.toUri());
            try (BodyLogs logs = new BodyLogs(store, new BodyLogWriter(store, subtask + "/b-", 1_000))) {
                logs.restore(seen, subtask, parallelism);
                adopted.addAll(logs.adopted());
            }
        }

        assertThat(adopted).containsExactlyInAnyOrderElementsOf(restored);
    }
}
