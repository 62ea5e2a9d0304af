package io.adxflow.sources.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OldDocumentsTest {
    private static final long DAY = 86_400_000L;
    private final Map<String, Long> writtenAt = new TreeMap<>();
    private ControlState state = ControlState.NONE;
    private long now = 1_000 * DAY;

    private final class Store implements DocumentStore {
        @Override
        public void write(ControlDocument document) {
            writtenAt.put(document.hash(), now);
        }

        @Override
        public int deleteOthers(Set<String> named, long beforeMillis) {
            int before = writtenAt.size();
            writtenAt.entrySet().removeIf(each -> !named.contains(each.getKey()) && each.getValue() < beforeMillis);
            return before - writtenAt.size();
        }

        @Override
        public ControlDocument read(String hash) throws FileNotFoundException {
            throw new FileNotFoundException(hash);
        }
    }

    private int delete() throws Exception {
        return new OldDocuments(new Store(), Duration.ofDays(90), () -> state, () -> now).delete();
    }

    private void decide(String hash) {
        writtenAt.putIfAbsent(hash, now);
        state = state.with(new DocumentVersion(state.nextNumber(), hash, hash, now, "", ""));
    }

    @Test
    void keepsWhatTheHistoryNamesAndWhatIsYoung() throws Exception {
        decide("in force, then replaced");
        writtenAt.put("refused by another's change", now);
        now += 60 * DAY;
        writtenAt.put("young", now);
        decide("in force");
        assertThat(delete()).isZero();
        now += 31 * DAY;
        assertThat(delete()).isEqualTo(1);
        assertThat(writtenAt).containsOnlyKeys("in force, then replaced", "in force", "young");
    }

    @Test
    void keepsAllWhileAHistoryThatWasCutIsYoungerThanASavepointMayBe() throws Exception {
        decide("long in force");
        now += 200 * DAY;
        List<DocumentVersion> newest = new ArrayList<>();
        for (int i = 0; i < ControlState.MAX_HISTORY; i++) {
            decide("change " + i);
            newest.add(state.current());
        }
        assertThat(state.history()).isEqualTo(newest);
        assertThat(delete()).as("it was in force today").isZero();
        now += 91 * DAY;
        assertThat(delete()).isEqualTo(1);
        assertThat(writtenAt).hasSize(ControlState.MAX_HISTORY).doesNotContainKey("long in force");
    }

    @Test
    void keepsAllBeforeThereIsAHistory() throws Exception {
        writtenAt.put("old", 0L);
        assertThat(delete()).isZero();
    }
}
