package io.adxflow.sources.listen;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A blob, or a partition of a topic, and how far it is read.
 *
 * @param input the name of what it belongs to
 * @param name as {@link Discovery.Found#name}, like the next four
 * @param position rows of a blob, the next offset of a partition; what is before it is in the operator behind. -1 of a partition that
 *     was not begun
 * @param finished whether all of it is
 */
public record ListenSplit(
        String input,
        String name,
        String etag,
        long bytes,
        boolean endless,
        Map<String, String> hints,
        long position,
        boolean finished)
        implements SourceSplit {

    public ListenSplit {
        hints = Map.copyOf(hints);
    }

    static ListenSplit of(String input, Discovery.Found found) {
        return new ListenSplit(
                input,
                found.name(),
                found.etag(),
                found.bytes(),
                found.endless(),
                found.hints(),
                found.endless() ? -1 : 0,
                false);
    }

    @Override
    public String splitId() {
        return BlobKey.of(this).text();
    }

    ListenSplit at(long next) {
        return new ListenSplit(input, name, etag, bytes, endless, hints, next, finished);
    }

    ListenSplit atEnd() {
        return new ListenSplit(input, name, etag, bytes, endless, Map.of(), position, true);
    }
}
