package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rules.normalise.RecordNormaliser;
import io.adxflow.job.rules.scrub.BodyScrubber;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.otlp.JsonLosses;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Makes rows of bodies, whatever their format: decodes each and appends what is in it to the tables. One thread; decoders may
 * be shared by several of these in that thread.
 */
public final class BodyRows {
    private static final long LEAST_ROW_BYTES = 64 << 20;
    /** A record is encoded, looked at and told of in several copies, each up to some times its bytes. */
    private static final int RECORDS_PER_BODY = 16;

    /** How much more a request may take when its records are written anew: short JSON becomes longer. */
    private static final long NORMALISED_TIMES = 4;

    /** What a body that is kept takes besides: itself, decompressed and as it is written anew, level by level. */
    private static final long SCRUBBED_TIMES = 4;
    /** How much more rows may take as the records that they were: the request, and what stands around it while it is made. */
    private static final long RESTORED_TIMES = 4;

    private final RemoteWriteDecoder remoteWrite;
    private final OtlpBodies otlp;
    private final DecodeCharge charge;
    private final LiveTables tables;
    private final OtlpRows logs;
    private final OtlpRows traces;
    private final MetricRows metrics;
    private final TableRows tableRows;
    private final Map<String, BodyScrubber> scrubbers = new HashMap<>();

    /** A body as it may be kept. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record KeptBody(WireFormat format, byte[] bytes) {}

    public BodyRows(BodyDecoders decoders, LiveTables tables) {
        this(decoders, tables, DatabaseRoom.ALWAYS);
    }

    /** @param room asked about databases that records name themselves */
    public BodyRows(BodyDecoders decoders, LiveTables tables, DatabaseRoom room) {
        this.remoteWrite = decoders.remoteWrite();
        this.otlp = decoders.otlp();
        this.charge = decoders.charge();
        this.tables = tables;
        // The rows of a body may take about twice as much as it does.
        long maxRowBytes = Math.max(LEAST_ROW_BYTES, 2L * decoders.maxDecompressedBytes());
        long maxRecordBytes = charge.mostPerBody() / RECORDS_PER_BODY;
        logs = new OtlpRows(Signal.LOGS, maxRowBytes, maxRecordBytes, tables, room);
        traces = new OtlpRows(Signal.TRACES, maxRowBytes, maxRecordBytes, tables, room);
        metrics = new MetricRows(decoders, tables);
        tableRows = new TableRows(tables);
    }

    /**
     * Appends all rows of the body that the filter keeps, as {@link LiveTables#append} says.
     *
     * @param body begins with the body as it came; as long, unless it is remote write's
     * @throws MalformedBodyException when the body as a whole cannot be read, or there is no memory to decode it; nothing was
     *     appended then
     */
    public AppendResult append(
            WireFormat format,
            byte[] body,
            int bodyLength,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter)
            throws MalformedBodyException {
        boolean keptArrays = charge.heldBytes() > 0;
        try {
            try {
                return appendOnce(format, body, bodyLength, target, sequence, arrivalMillis, sender, filter);
            } catch (MalformedBodyException e) {
                if (!keptArrays || !charge.hasRefused()) {
                    throw e;
                }
                // What was kept of bodies before, of other formats too, may be what is missing.
                release();
                return appendOnce(format, body, bodyLength, target, sequence, arrivalMillis, sender, filter);
            }
        } finally {
            if (charge.endBody()) {
                tables.releaseScratch();
            }
        }
    }

    private AppendResult appendOnce(
            WireFormat format,
            byte[] body,
            int bodyLength,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter)
            throws MalformedBodyException {
        return switch (format.signal()) {
            case REMOTE_WRITE ->
                tables.append(
                        remoteWrite.decodeCompressed(format, body, bodyLength),
                        target,
                        sequence,
                        arrivalMillis,
                        sender,
                        filter);
            case ROWS -> appendRows(body, bodyLength, target, sequence, arrivalMillis, sender, filter);
            case LOGS, TRACES -> {
                int length = otlp.inflate(format, body);
                RecordNormaliser normaliser =
                        tables.rulesOf(tables.namespace(target)).records();
                yield withLosses(
                        format.signal(),
                        normaliser == null
                                ? records(format.signal())
                                        .append(otlp.buffer(), length, target, sequence, arrivalMillis, sender, filter)
                                : appendNormalised(
                                        normaliser,
                                        format.signal(),
                                        otlp.buffer(),
                                        length,
                                        target,
                                        sequence,
                                        arrivalMillis,
                                        sender,
                                        filter,
                                        null));
            }
            case METRICS -> {
                int length = otlp.inflate(format, body);
                yield withLosses(
                        format.signal(),
                        metrics.append(otlp.buffer(), length, target, sequence, arrivalMillis, sender, filter));
            }
        };
    }

    private AppendResult appendRows(
            byte[] body, int length, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter)
            throws MalformedBodyException {
        TableRows.Rows rows = tableRows.read(body, length, target, sender, filter);
        RuledRecords.OfTable records = tableRows.records(rows);
        if (records == null) {
            return tableRows.append(rows, target, sequence, arrivalMillis, sender, filter);
        }
        long taken = RESTORED_TIMES * length;
        charge.take(taken, "rows as records");
        try {
            int restored = records.records().restore(body, rows.start(), length);
            byte[] message = records.records().bytes();
            RestoredRows from = new RestoredRows(
                    records.namespace(),
                    rows.key(),
                    records.records(),
                    body,
                    new RowPlacer(
                            tables,
                            new RecordAppend(
                                    0,
                                    tables.result(),
                                    records.namespace(),
                                    target,
                                    sequence,
                                    arrivalMillis,
                                    sender,
                                    filter)));
            RecordNormaliser normaliser = tables.rulesOf(records.namespace()).records();
            return normaliser == null
                    ? records(records.signal())
                            .append(message, restored, target, sequence, arrivalMillis, sender, filter, from)
                    : appendNormalised(
                            normaliser,
                            records.signal(),
                            message,
                            restored,
                            target,
                            sequence,
                            arrivalMillis,
                            sender,
                            filter,
                            from);
        } finally {
            charge.give(taken);
        }
    }

    private OtlpRows records(Signal signal) {
        return signal == Signal.LOGS ? logs : traces;
    }

    private AppendResult appendNormalised(
            RecordNormaliser normaliser,
            Signal signal,
            byte[] message,
            int length,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter,
            @Nullable RestoredRows rows)
            throws MalformedBodyException {
        long taken = NORMALISED_TIMES * length;
        charge.take(taken, "records in one form");
        try {
            int rewritten = normaliser.rewrite(signal == Signal.LOGS, message, length, arrivalMillis);
            AppendResult result = records(signal)
                    .append(normaliser.bytes(), rewritten, target, sequence, arrivalMillis, sender, filter, rows);
            result.mendedTimes += normaliser.mendedTimes();
            return result;
        } finally {
            charge.give(taken);
        }
    }

    private AppendResult withLosses(Signal signal, AppendResult result) {
        JsonLosses losses = otlp.losses();
        if (losses != null) {
            result.addLosses(signal, losses);
        }
        return result;
    }

    /**
     * A body of a namespace that scrubs as it may be kept: in one form, as {@code normalise} says, and without what its rules take out.
     *
     * @param body of which rows were made
     * @return null when it cannot be: there is no memory for it, or it is rows
     */
    public @Nullable KeptBody scrubbed(
            WireFormat format, byte[] body, int bodyLength, Target target, long arrivalMillis) {
        if (format.signal() == Signal.ROWS) {
            return null;
        }
        try {
            return scrubbedOnce(format, body, bodyLength, target, arrivalMillis);
        } catch (MalformedBodyException | IOException e) {
            return null;
        } finally {
            if (charge.endBody()) {
                tables.releaseScratch();
            }
        }
    }

    private KeptBody scrubbedOnce(WireFormat format, byte[] body, int bodyLength, Target target, long arrivalMillis)
            throws MalformedBodyException, IOException {
        NamespaceSpec namespace = tables.namespace(target);
        byte[] message;
        int length;
        long taken;
        if (format.signal() == Signal.REMOTE_WRITE) {
            length = Snappy.uncompressedLength(body, 0, bodyLength);
            taken = SCRUBBED_TIMES * length;
            charge.take(taken, "a body for the archive");
            message = new byte[length + ProtoReader.PADDING];
            Snappy.uncompress(body, 0, bodyLength, message, 0);
        } else {
            length = otlp.inflate(format, body);
            taken = SCRUBBED_TIMES * length;
            charge.take(taken, "a body for the archive");
            message = otlp.buffer();
        }
        try {
            RecordNormaliser normaliser = tables.rulesOf(namespace).records();
            if (normaliser != null && (format.signal() == Signal.LOGS || format.signal() == Signal.TRACES)) {
                length = normaliser.rewrite(format.signal() == Signal.LOGS, message, length, arrivalMillis);
                message = normaliser.bytes();
            }
            ByteBuilder scrubbed = scrubbers
                    .computeIfAbsent(
                            namespace.name(), name -> new BodyScrubber(name, namespace.rules(), tables.hashKeys()))
                    .scrub(format, message, length);
            WireFormat kept = format.signal() == Signal.REMOTE_WRITE
                    ? format
                    : WireFormat.otlp(format.signal(), Encoding.PROTOBUF, Compression.SNAPPY);
            return new KeptBody(kept, Snappy.rawCompress(scrubbed.array(), scrubbed.length()));
        } finally {
            charge.give(taken);
        }
    }

    /** Lets go of what the decoders keep for bodies to come when none came for a while; called now and then. */
    public void releaseIdle(long nowMillis) {
        if (charge.releaseIdle(nowMillis)) {
            tables.releaseScratch();
        }
    }

    /** Lets go of what the decoders keep for bodies to come. */
    public void release() {
        charge.release();
        tables.releaseScratch();
    }
}
