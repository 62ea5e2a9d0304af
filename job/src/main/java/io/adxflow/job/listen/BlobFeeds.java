package io.adxflow.job.listen;

import io.adxflow.sinks.reading.StoredBlob;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.Feeds;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenSplit;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the blobs of one input as rows. Thread-safe. */
final class BlobFeeds implements Feeds {
    private static final int RANGE_BYTES = 4 << 20;

    private final ListenInput input;
    private final StoredBlobs blobs;
    private final TableHints hints;
    private final BlobFormat.@Nullable Rows format;
    private final CsvCursor.Header header;
    /** Only where the configuration says so: a body of the archive names its namespace itself. */
    private final boolean isArchive;

    BlobFeeds(ListenInput input, StoredBlobs blobs) {
        this.input = input;
        this.blobs = blobs;
        this.hints = new TableHints(input, blobs);
        this.format = BlobFormat.Rows.of(input.option("format", "auto"));
        this.isArchive = input.option("format", "auto").equals("archive");
        this.header = CsvCursor.Header.valueOf(input.option("header", "auto").toUpperCase(Locale.ROOT));
    }

    @Override
    public Feed open(ListenSplit split) throws IOException, UnreadableException, InterruptedException {
        BlobFormat of = BlobFormat.of(split.name(), format);
        if (of == null && !isArchive) {
            throw new UnreadableException(
                    "its name does not tell its format (expected: an end of .csv, .jsonl, .ndjson, .json or .parquet,"
                            + " with .gz or .zst behind it or not; or the option listen." + input.name() + ".format)");
        }
        StoredBlob head = blobs.head(split.name());
        if (head == null) {
            throw new UnreadableException("it is gone");
        }
        if (!split.etag().isEmpty() && !split.etag().equals(head.etag())) {
            throw new UnreadableException(
                    "it was written anew since it was found (etag " + split.etag() + ", now " + head.etag() + ")");
        }
        if (isArchive || of == null) {
            return new ArchiveFeed(stream(split, head), split.position());
        }
        TableHint hint = hints.of(split, head);
        String table = hint.table();
        if (table == null) {
            throw new UnreadableException("nothing says which table it is of (expected: a folder, or the option listen."
                    + input.name() + ".table)");
        }
        RangeStream stream = stream(split, head);
        return new RowsFeed(stream, rows(of, stream, hint), table, hint.database(), split.position());
    }

    private RangeStream stream(ListenSplit split, StoredBlob head) {
        return new RangeStream(blobs, split.name(), head.etag(), head.bytes(), RANGE_BYTES);
    }

    private RowCursor rows(BlobFormat of, RangeStream stream, TableHint hint)
            throws IOException, UnreadableException, InterruptedException {
        if (of.rows() == BlobFormat.Rows.PARQUET) {
            return ParquetCursor.open(stream, hint.schema());
        }
        try {
            InputStream text = of.decompress(stream);
            return of.rows() == BlobFormat.Rows.CSV
                    ? new CsvCursor(text, header, hint.schema())
                    : new JsonLinesCursor(text, hint.schema());
        } catch (IOException | RuntimeException e) {
            throw stream.explain(e);
        }
    }

    @Override
    public void close() throws Exception {
        blobs.close();
    }
}
