package io.adxflow.job.rows;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;

/**
 * Makes rows of bodies, whatever their format: decodes each and appends what is in it to the tables. One thread; decoders may
 * be shared by several of these in that thread.
 */
public final class BodyRows {
    private final RemoteWriteDecoder remoteWrite;
    private final LiveTables tables;

    public BodyRows(RemoteWriteDecoder remoteWrite, LiveTables tables) {
        this.remoteWrite = remoteWrite;
        this.tables = tables;
    }

    /**
     * Appends all rows of the body that the filter keeps, as {@link LiveTables#append} says.
     *
     * @param body as it came, compressed
     * @throws MalformedBodyException when the body as a whole cannot be read; nothing was appended then
     */
    public AppendResult append(
            WireFormat format,
            byte[] body,
            Target target,
            long sequence,
            long arrivalMillis,
            String sender,
            RowFilter filter)
            throws MalformedBodyException {
        return switch (format.signal()) {
            case REMOTE_WRITE ->
                tables.append(remoteWrite.decode(format, body), target, sequence, arrivalMillis, sender, filter);
            case LOGS, TRACES, METRICS ->
                throw new MalformedBodyException(Reason.PROTOBUF, "format: " + format + " (expected: remote write)");
        };
    }
}
