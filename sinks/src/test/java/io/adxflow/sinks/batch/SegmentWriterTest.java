package io.adxflow.sinks.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.storage.FailingAppendStore;
import io.adxflow.sinks.storage.FlinkFileSystemStore;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentWriterTest {
    private static final BatchKey KEY = Chunks.key("m", "T");

    @TempDir
    Path folder;

    private final AtomicInteger names = new AtomicInteger();

    @Test
    void aFailedWriteIsNeverCountedAsASlice() throws Exception {
        for (int call = 1; call <= 5; call++) {
            FailingAppendStore store = new FailingAppendStore(new LocalAppendStore(folder));
            try (SegmentWriter writer = new SegmentWriter(store, this::name, 1 << 20)) {
                store.failAt(call);
                assertThatThrownBy(() -> {
                            writer.append(Chunks.of(KEY, "a\n", 0));
                            writer.sync();
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("injected");
                long counted = writer.takeProgress().stream()
                        .mapToLong(SegmentProgress::slicesWritten)
                        .sum();
                // The fifth call is the sync: the slice is written then, but no checkpoint will hold it.
                assertThat(counted).isEqualTo(call == 5 ? 1 : 0);
            }
        }
    }

    @Test
    void beginsANewSegmentAfterEachSyncOfAnObjectStore() throws Exception {
        FlinkFileSystemStore store = new FlinkFileSystemStore(new org.apache.flink.core.fs.Path(folder.toUri()));
        try (SegmentWriter writer = new SegmentWriter(store, this::name, 1 << 20)) {
            SliceRef first = writer.append(Chunks.of(KEY, "a\n", 0));
            assertThat(writer.takeProgress()).containsExactly(new SegmentProgress(first.segment(), 1, false));
            writer.sync();
            assertThat(writer.takeProgress()).containsExactly(new SegmentProgress(first.segment(), 1, true));
            SliceRef second = writer.append(Chunks.of(KEY, "b\n", 0));
            assertThat(second.segment()).isNotEqualTo(first.segment());
            assertThat(SegmentReader.slices(store, first.segment())).hasSize(1);
        }
    }

    private String name() {
        return "0/" + names.incrementAndGet() + ".seg";
    }
}
