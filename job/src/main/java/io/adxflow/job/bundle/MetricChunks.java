package io.adxflow.job.bundle;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.DatabaseRoom;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rules.metrics.DocumentRef;
import io.adxflow.job.tail.TailBoard;
import io.adxflow.job.tail.TailTap;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.metrics.MetricGroup;

/**
 * Makes chunks of samples that were made and not sent: as remote write, decoded as if a sender had sent it, so that names, labels, rules for series, and where rows go, are one for all metrics. What is added
 * is cut before the next barrier: it has no state. One per task; not thread-safe.
 */
public final class MetricChunks implements AutoCloseable {
    /** Who sends, for dead letters. */
    private static final String SENDER = "metrics-from";
    /** Documents whose rules are ready to act; a row names one of the newest, but for those of windows that stayed open over changes. */
    private static final int MOST_PATHS = 4;
    /** Of one request. */
    private static final int MOST_BYTES = 4 << 20;

    private final RuleBook rules;
    private final BodyDecoders decoders;
    private final ChunkEncoder encoder;
    private final RowPath.Factory paths;
    private final BundleLedger ledger;
    private final OpenBatches open = new OpenBatches();
    private final Map<DocumentRef, RowPath> ready = new LinkedHashMap<>(8, 0.75f, true);
    private final Map<Place, ByteArrayOutputStream> requests = new LinkedHashMap<>();
    private long rows;

    private record Place(DocumentRef document, String namespace, String database) {}

    /**
     * Of one task.
     *
     * @param chunks takes each chunk, and reads its bytes before it returns
     * @param letters takes what no table can take
     */
    public MetricChunks(
            BundleSettings settings,
            RuleBook rules,
            int parallelism,
            MetricGroup group,
            LedgerSettings ledgerSettings,
            Consumer<Chunk> chunks,
            Consumer<String> letters) {
        this.rules = rules;
        ledger = new BundleLedger(group, ledgerSettings, "metric windows");
        encoder = settings.encoder().create(settings.deflateLevel());
        // Its requests are its own, small, and must not be refused: their records were taken.
        decoders = BodyDecoders.of(
                settings.maxDecompressedBytes(), new SecureRandom().nextLong(), DecodeCharge.unbounded());
        paths = new RowPath.Factory(
                settings,
                parallelism,
                new CutSchedule(settings.maxAgeMillis(), settings.smallMaxAgeMillis()),
                decoders,
                encoder,
                DatabaseRoom.ALWAYS,
                letter -> letter(letter, letters),
                (namespace, chunk) -> {
                    open.add(chunk);
                    chunks.accept(chunk);
                },
                new TailTap(TailBoard.jvm()));
    }

    private void letter(DeadLetter letter, Consumer<String> to) {
        ledger.deadLetter();
        to.accept(DeadLetterJson.of(letter));
    }

    /**
     * Adds a sample.
     *
     * @throws IOException when its document cannot be read
     */
    public void add(MetricRow row, long nowMillis) throws IOException {
        Place place = new Place(row.document(), row.namespace(), row.database());
        ByteArrayOutputStream request = requests.computeIfAbsent(place, key -> new ByteArrayOutputStream());
        CodedOutputStream out = CodedOutputStream.newInstance(request);
        out.writeByteArray(1, series(row));
        out.flush();
        rows++;
        if (request.size() > MOST_BYTES) {
            requests.remove(place);
            append(place, request, nowMillis);
        }
    }

    /** A {@code TimeSeries} of remote write 1.0 (prometheus/prompb/types.proto). */
    private static byte[] series(MetricRow row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<String, String> label : row.labels().entrySet()) {
            ByteString.Output pair = ByteString.newOutput();
            CodedOutputStream to = CodedOutputStream.newInstance(pair);
            to.writeString(1, label.getKey());
            to.writeString(2, label.getValue());
            to.flush();
            out.writeBytes(1, pair.toByteString());
        }
        ByteString.Output sample = ByteString.newOutput();
        CodedOutputStream to = CodedOutputStream.newInstance(sample);
        to.writeDouble(1, row.value());
        to.writeInt64(2, row.timestampMillis());
        to.flush();
        out.writeBytes(2, sample.toByteString());
        out.flush();
        return bytes.toByteArray();
    }

    /** Sends on all rows as chunks. */
    public void flush(long nowMillis) throws IOException {
        for (Map.Entry<Place, ByteArrayOutputStream> request : requests.entrySet()) {
            append(request.getKey(), request.getValue(), nowMillis);
        }
        requests.clear();
        open.forgetSealed(nowMillis);
        for (RowPath path : ready.values()) {
            path.cutter().cutAll(nowMillis, false);
            path.tables().releaseIdle();
        }
        decoders.charge().releaseIdle(nowMillis);
    }

    /** Has every batch sealed that got a chunk from here and is not due yet. */
    public void sealNow(Consumer<Chunk> output) {
        open.sealNow(output);
    }

    private void append(Place place, ByteArrayOutputStream request, long nowMillis) throws IOException {
        RowPath path = path(place.document(), nowMillis);
        byte[] bytes = request.toByteArray();
        try {
            AppendResult result = path.tables()
                    .append(
                            decoders.remoteWrite()
                                    .decode(
                                            WireFormat.REMOTE_WRITE_1,
                                            Arrays.copyOf(bytes, bytes.length + ProtoReader.PADDING),
                                            bytes.length),
                            new Target(place.namespace(), place.database()),
                            0,
                            nowMillis,
                            SENDER,
                            RowFilter.ALL);
            ledger.received(result, path.cutter().monikers(place.namespace()));
        } catch (MalformedBodyException e) {
            throw new IllegalStateException("what was written here cannot be read", e);
        } finally {
            decoders.charge().endBody();
        }
    }

    private RowPath path(DocumentRef document, long nowMillis) throws IOException {
        RowPath path = ready.get(document);
        if (path == null) {
            path = paths.ofReplay(rules.named(document.hash(), document.rowsVersion()));
            ready.put(document, path);
            if (ready.size() > MOST_PATHS) {
                Map.Entry<DocumentRef, RowPath> eldest =
                        ready.entrySet().iterator().next();
                ready.remove(eldest.getKey());
                eldest.getValue().cutter().cutAll(nowMillis, false);
                eldest.getValue().tables().close();
            }
        }
        return path;
    }

    /** How many samples were added so far. */
    public long rows() {
        return rows;
    }

    /** Takes the ledger's figures at a checkpoint. */
    public void take(long checkpointId) {
        ledger.take(checkpointId, () -> 0);
    }

    @Override
    public void close() {
        ready.values().forEach(path -> path.tables().close());
        decoders.close();
        encoder.close();
    }
}
