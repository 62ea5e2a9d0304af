package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentJanitorTest {
    private static final String SEGMENT = "0/a.seg";

    @TempDir
    Path data;

    @Test
    void deletesAClosedSegmentWhoseSlicesAreAllReleasedInWhateverOrder() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        List<SegmentEvent> events = new ArrayList<>(List.of(
                SegmentEvent.written(SEGMENT, 5, true),
                SegmentEvent.released(SEGMENT, 1),
                SegmentEvent.released(SEGMENT, 4)));
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            create(SEGMENT);
            java.util.Collections.shuffle(events, random);
            try (Harness janitor = start()) {
                for (int i = 0; i < events.size() - 1; i++) {
                    janitor.process(events.get(i));
                }
            }
            assertThat(files()).as("seed %d: %s", seed, events).containsExactly(SEGMENT);
            try (Harness janitor = start()) {
                for (SegmentEvent event : events) {
                    janitor.process(event);
                }
            }
            assertThat(files()).as("seed %d: %s", seed, events).isEmpty();
        }
    }

    @Test
    void keepsASegmentThatMayGrow() throws Exception {
        create(SEGMENT);
        try (Harness janitor = start()) {
            janitor.process(SegmentEvent.written(SEGMENT, 2, false));
            janitor.process(SegmentEvent.released(SEGMENT, 2));
        }
        assertThat(files()).containsExactly(SEGMENT);
    }

    @Test
    void deletesAStaleSegmentThatNothingIsKnownOf() throws Exception {
        create(SEGMENT);
        create("0/b.seg");
        try (Harness janitor = start()) {
            janitor.process(SegmentEvent.stale(SEGMENT));
        }
        assertThat(files()).containsExactly("0/b.seg");
    }

    @Test
    void keepsAStaleSegmentUntilItsKnownSlicesAreReleased() throws Exception {
        create(SEGMENT);
        OperatorSubtaskState state;
        try (Harness janitor = start()) {
            janitor.process(SegmentEvent.written(SEGMENT, 3, false));
            janitor.process(SegmentEvent.released(SEGMENT, 1));
            state = janitor.snapshot(1, 1);
        }
        try (Harness janitor = restore(state, 1, 0)) {
            janitor.process(SegmentEvent.stale(SEGMENT));
            janitor.process(SegmentEvent.released(SEGMENT, 1));
        }
        assertThat(files()).containsExactly(SEGMENT);
        try (Harness janitor = restore(state, 1, 0)) {
            janitor.process(SegmentEvent.stale(SEGMENT));
            janitor.process(SegmentEvent.released(SEGMENT, 2));
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aRepeatedEndAfterARestoreDoesNoHarm() throws Exception {
        create(SEGMENT);
        OperatorSubtaskState state;
        try (Harness janitor = start()) {
            janitor.process(SegmentEvent.written(SEGMENT, 3, true));
            state = janitor.snapshot(1, 1);
            janitor.process(SegmentEvent.released(SEGMENT, 3));
        }
        assertThat(files()).isEmpty();
        try (Harness janitor = restore(state, 1, 0)) {
            janitor.process(SegmentEvent.released(SEGMENT, 3));
            janitor.process(SegmentEvent.stale(SEGMENT));
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void countsFollowTheirSegmentsToAnotherParallelism() throws Exception {
        List<String> segments = new ArrayList<>();
        OperatorSubtaskState state;
        try (Harness janitor = start()) {
            for (int i = 0; i < 20; i++) {
                segments.add(i + "/x.seg");
                create(segments.get(i));
                janitor.process(SegmentEvent.written(segments.get(i), 2, true));
            }
            state = janitor.snapshot(1, 1);
        }
        int known = 0;
        for (int subtask = 0; subtask < 3; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 8, 1, 3, subtask);
            try (Harness janitor = restore(part, 3, subtask)) {
                known += janitor.numKeyedStateEntries();
            }
        }
        assertThat(known).isEqualTo(segments.size());
    }

    private StorageSettings storage() {
        return new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private void create(String segment) throws IOException {
        AppendStore segments = storage().segments();
        segments.delete(segment);
        try (AppendFile file = segments.create(segment)) {
            file.sync();
        }
    }

    private List<String> files() throws IOException {
        return storage().segments().list("");
    }

    private Harness start() throws Exception {
        Harness harness = new Harness(storage(), 1, 0);
        harness.open();
        return harness;
    }

    private Harness restore(OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
        Harness harness = new Harness(storage(), parallelism, subtask);
        harness.setup();
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, SegmentEvent, Void> {
        Harness(StorageSettings storage, int parallelism, int subtask) throws Exception {
            super(new SegmentJanitor(storage), SegmentEvent::segment, Types.STRING, 8, parallelism, subtask);
        }

        void process(SegmentEvent event) throws Exception {
            processElement(new StreamRecord<>(event));
        }
    }
}
