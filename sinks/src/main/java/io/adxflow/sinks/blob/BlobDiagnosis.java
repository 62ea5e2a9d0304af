package io.adxflow.sinks.blob;

import com.azure.storage.blob.models.BlobHttpHeaders;
import io.adxflow.sinks.azure.Calls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tries in a container all that a destination does there, and says what does not work. Leaves nothing behind. Blocks. */
final class BlobDiagnosis {
    /** What the destination writes to see whether it may. */
    static final String PROBE = "_probe";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final BlobSettings settings;
    private final BlobContainer container;

    BlobDiagnosis(BlobSettings settings, BlobContainer container) {
        this.settings = settings;
        this.container = container;
    }

    private interface Step {
        void run() throws Exception;
    }

    /** All that stands in the way, each with what to do about it; empty when nothing does. */
    List<String> run() throws InterruptedException {
        List<String> problems = new ArrayList<>();
        String blob = settings.prefix() + PROBE + "-" + UUID.randomUUID();
        if (!passes(problems, "write", () -> container.overwrite(blob, new byte[] {1}))) {
            // What follows would say the same once more.
            return problems;
        }
        passes(problems, "read", () -> {
            byte[] unused = container.read(blob, 0, 1);
        });
        passes(problems, "list", () -> container.list(blob, name -> {}));
        passes(problems, "delete", () -> container.delete(blob));
        BlockNames names = new BlockNames("test", 1 << 20);
        passes(problems, "commit blocks", () -> {
            Calls.await(container.stageBlock(blob, names.id(0, true), ByteBuffer.wrap(new byte[] {1})), TIMEOUT);
            container.commit(blob, names.all(1), new BlobHttpHeaders(), Map.of("batch", "test"), Map.of());
            container.delete(blob);
        });
        if (settings.indexTags()) {
            boolean good = passes(
                    problems,
                    "set index tags",
                    () -> container.put(
                            blob + "-tags",
                            new byte[] {1},
                            1,
                            new BlobHttpHeaders(),
                            Map.of(),
                            Map.of("table", "test")));
            if (!good) {
                problems.add(
                        "index-tags: true, and they cannot be set. Set index-tags: false, or hierarchical: true where the"
                                + " account has a hierarchical namespace, which has none");
            }
            passes(problems, "delete", () -> container.delete(blob + "-tags"));
        }
        passes(problems, "append", () -> {
            container.createLog(blob + "-log");
            container.append(blob + "-log", new byte[] {'\n'}, 0);
            container.delete(blob + "-log");
        });
        return problems;
    }

    private boolean passes(List<String> problems, String what, Step step) throws InterruptedException {
        try {
            step.run();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            problems.add("container " + container.url() + ": cannot " + what + ": "
                    + BlobFailures.of(e).getMessage());
            return false;
        }
    }
}
