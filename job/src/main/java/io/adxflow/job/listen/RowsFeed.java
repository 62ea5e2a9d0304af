package io.adxflow.job.listen;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.UnreadableException;
import io.adxflow.sources.wire.RowsBody;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hands out the rows of one blob in parts of about {@value #PART_BYTES} bytes; a part's position is the number of rows up to its end. */
final class RowsFeed implements Feed {
    static final int PART_BYTES = 1 << 20;
    /** A row beyond this is no row. */
    static final int MAX_ROW_BYTES = 32 << 20;

    private final RangeStream stream;
    private final RowCursor rows;
    private final String table;
    private final @Nullable String database;
    private final ByteBuilder part = new ByteBuilder(PART_BYTES + (PART_BYTES >> 2));
    private long position;

    /** @param skip rows that were handed out before */
    RowsFeed(RangeStream stream, RowCursor rows, String table, @Nullable String database, long skip)
            throws IOException, UnreadableException, InterruptedException {
        this.stream = stream;
        this.rows = rows;
        this.table = table;
        this.database = database;
        while (position < skip) {
            part.clear();
            if (!nextRow()) {
                throw new UnreadableException(
                        "only " + position + " of the " + skip + " rows that were taken are there");
            }
        }
    }

    private boolean nextRow() throws IOException, UnreadableException, InterruptedException {
        try {
            boolean more = rows.next(part);
            position += more ? 1 : 0;
            return more;
        } catch (IOException | RuntimeException e) {
            throw stream.explain(e);
        }
    }

    @Override
    public @Nullable Object next() throws IOException, UnreadableException, InterruptedException {
        byte[] head = RowsBody.head(table, rows.schema());
        part.clear();
        part.put(head, 0, head.length);
        while (part.length() < PART_BYTES && nextRow()) {
            // Once more.
        }
        return part.length() == head.length
                ? null
                : new Part(WireFormat.ROWS, database, Arrays.copyOf(part.array(), part.length()), position);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
