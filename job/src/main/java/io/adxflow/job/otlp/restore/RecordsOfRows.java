package io.adxflow.job.otlp.restore;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.otlp.restore.RecordColumns.LiftedColumn;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvRow;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the request again that rows of log records or spans could have come in. Rows of one resource and scope that follow each other share
 * these. One thread.
 */
public final class RecordsOfRows {
    private static final int RECORDS = 2;

    private final RowFields fields;
    private final OwnerWriter owners;
    private final RecordWriter writer;
    private final ByteBuilder request = new ByteBuilder(1 << 16);
    private final ByteBuilder records = new ByteBuilder(1 << 14);
    private final ByteBuilder record = new ByteBuilder(1 << 10);
    private final ByteBuilder inner = new ByteBuilder(1 << 14);
    private final ByteBuilder outer = new ByteBuilder(1 << 14);
    private final ByteBuilder owner = new ByteBuilder(512);
    private final ByteBuilder next = new ByteBuilder(512);
    private final List<Place> places = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private boolean hasOwner;

    /** Where a row lies, without its line end. */
    public record Place(int start, int end) {}

    /** A row that cannot be what its columns say. */
    public record Unreadable(Place place, String why) {}

    /** @param rules name what is lifted */
    public RecordsOfRows(RecordColumns columns, OtlpRules rules) {
        List<LiftedColumn> lifted = columns.lifted(rules);
        fields = new RowFields(columns);
        boolean areLogs = columns.signal() == Signal.LOGS;
        owners = new OwnerWriter(columns, fields, lifted, areLogs ? "Resource" : "ResourceAttributes");
        writer = areLogs ? new LogWriter(fields, lifted) : new SpanWriter(fields, lifted);
    }

    /**
     * Reads rows, each ended by a line feed.
     *
     * @return the length of the request, which lies in {@link #bytes} until the next one, readable past its end as {@link ProtoReader} wants it
     */
    public int restore(byte[] rows, int from, int length) {
        request.clear();
        records.clear();
        places.clear();
        unreadable.clear();
        hasOwner = false;
        for (int start = from; start < length; ) {
            int end = CsvRow.end(rows, start, length);
            Place place = new Place(start, end);
            fields.take(rows, start, end);
            try {
                own();
                record.clear();
                writer.write(record);
                Proto.block(records, RECORDS, record);
                places.add(place);
            } catch (UnreadableRowException e) {
                unreadable.add(new Unreadable(place, String.valueOf(e.getMessage())));
            }
            start = end + 1;
        }
        flush();
        byte[] unused = request.room(ProtoReader.PADDING);
        return request.length();
    }

    /** Another resource or scope ends what is written of the one before. */
    private void own() throws UnreadableRowException {
        next.clear();
        owners.identity(next);
        if (hasOwner && Arrays.equals(owner.array(), 0, owner.length(), next.array(), 0, next.length())) {
            return;
        }
        flush();
        hasOwner = false;
        owners.read();
        owner.clear();
        owner.put(next.array(), 0, next.length());
        hasOwner = true;
    }

    private void flush() {
        if (records.length() > 0) {
            owners.around(records, inner, outer, request);
            records.clear();
        }
    }

    /** Where the request lies. */
    public byte[] bytes() {
        return request.array();
    }

    /** Of each record of the request, in its order, the row. */
    public List<Place> places() {
        return places;
    }

    /** The rows that are not in it. */
    public List<Unreadable> unreadable() {
        return unreadable;
    }
}
