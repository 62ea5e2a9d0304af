package io.adxflow.bench.load;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Decoded bodies that make the same rows as often as one asks: what encoding them costs can be measured alone. */
public final class ChunkRows {
    private static final int MAX_BYTES = 1 << 26;
    private static final long HASH_SEED = 42;

    private final Target target = new Target("default", "Metrics");
    private final LiveTables tables = new LiveTables(
            new RowRules(List.of(
                    new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), List.of()))),
            RowSettings.from(new Configuration()),
            letter -> {
                throw new IllegalStateException(letter.toString());
            },
            null);
    private final List<DecodedBody> bodies = new ArrayList<>();
    private long appended;

    /** @param compressed bodies in remote write 1.0 */
    public ChunkRows(List<byte[]> compressed) throws MalformedBodyException {
        for (byte[] body : compressed) {
            bodies.add(new RemoteWriteDecoder(MAX_BYTES, HASH_SEED).decode(WireFormat.REMOTE_WRITE_1, body));
        }
    }

    /** The first rounds of a workload. */
    public static ChunkRows of(Workload workload, int rounds) throws MalformedBodyException {
        BodyGenerator generator = new BodyGenerator(workload, WireFormat.REMOTE_WRITE_1);
        List<byte[]> bodies = new ArrayList<>();
        for (long number = 0; number < (long) generator.bodiesPerRound() * rounds; number++) {
            bodies.add(generator.body(number));
        }
        return new ChunkRows(bodies);
    }

    /** Appends all rows; the tables must have been drained since the last time. */
    public LiveTables append() {
        for (DecodedBody body : bodies) {
            tables.append(body, target, appended++, 0, "bench", RowFilter.ALL);
        }
        return tables;
    }
}
