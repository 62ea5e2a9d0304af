package io.adxflow.sources.wire.otlp;

import com.fasterxml.jackson.core.JsonParser;
import io.adxflow.sources.wire.MalformedBodyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of one body in JSON does not become protobuf: records that are refused, and fields that nobody knows. Reused. */
public final class JsonLosses {
    private static final int NAMED = 5;
    private static final int UNKNOWN_LOOKED_AT = 16;
    private static final int MAX_NAME = 100;

    private final List<String> texts = new ArrayList<>();
    private long records;
    private long taken;
    private @Nullable MalformedBodyException first;
    private int unknown;
    private @Nullable String unknownText;
    private boolean nearestFound;

    void clear() {
        texts.clear();
        records = 0;
        taken = 0;
        first = null;
        unknown = 0;
        unknownText = null;
        nearestFound = false;
    }

    /** Records that were written so far. */
    long taken() {
        return taken;
    }

    void take() {
        taken++;
    }

    /**
     * Refuses records alike.
     *
     * @param back of those that were written, which were written for nothing
     * @param more of those that were not
     */
    void refuse(MalformedBodyException why, long back, long more) {
        taken -= back;
        records += back + more;
        if (first == null) {
            first = why;
        }
        if (texts.size() < NAMED) {
            texts.add(String.valueOf(why.getMessage()));
        }
    }

    /** Notes that the field whose name the parser is at is not known. */
    void unknown(JsonParser parser, JsonMessage message) throws IOException {
        String name = parser.currentName();
        if (nearestFound || unknown >= UNKNOWN_LOOKED_AT || name.length() > MAX_NAME) {
            return;
        }
        unknown++;
        String nearest = message.nearest(name);
        nearestFound = nearest != null;
        if (unknownText == null || nearestFound) {
            unknownText = "field "
                    + JsonScalars.printable(
                            parser.getParsingContext().pathAsPointer().toString()) + " is not known"
                    + (nearest == null ? "" : " (did you mean \"" + nearest + "\"?)");
        }
    }

    /** Of a body that has been read: what was refused when nothing else is in it, not even records that can be counted. */
    @Nullable
    MalformedBodyException whole() {
        return taken == 0 && records == 0 ? first : null;
    }

    /** Log records, spans or data points that were refused. */
    public long records() {
        return records;
    }

    /** The first few reasons, for the sender. */
    public List<String> texts() {
        return texts;
    }

    /** What to tell a sender of whose body nothing was taken, since it has fields that are not known; or null. */
    public @Nullable String warning() {
        return taken == 0 && records == 0 && unknownText != null
                ? "nothing was written: the request has no records, but its " + unknownText
                : null;
    }
}
