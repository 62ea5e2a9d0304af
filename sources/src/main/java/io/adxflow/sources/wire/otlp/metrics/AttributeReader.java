package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code KeyValue} messages, one at a time or a message's all. The result of a call is valid until the next one. */
final class AttributeReader {
    /** More than any SDK allows (128 by default), and few enough that sorting them takes no time that matters. */
    static final int MAX_ATTRIBUTES = 1024;

    private static final int KEY = (1 << 3) | 2;
    private static final int VALUE = (2 << 3) | 2;

    final AttributeTexts value;
    private final int limit;
    int keyStart;
    int keyEnd;

    /** @param scratch its limit is that of a message's attributes together, too */
    AttributeReader(Scratch scratch) {
        value = new AttributeTexts(scratch);
        limit = scratch.limit();
    }

    /** Reads the one whose tag was just read: key and value, the value as text. */
    void read(ProtoReader reader, int index) throws MalformedBodyException, RefusedException {
        if (index >= MAX_ATTRIBUTES) {
            throw new RefusedException("more than " + MAX_ATTRIBUTES + " attributes");
        }
        int outer = reader.open("attributes", index);
        try {
            readMessage(reader);
        } finally {
            // Also for an attribute that is refused: the reader goes on with the next data point.
            reader.close(outer);
        }
    }

    private void readMessage(ProtoReader reader) throws MalformedBodyException, RefusedException {
        keyStart = 0;
        keyEnd = 0;
        int valueStart = 0;
        int valueEnd = 0;
        int values = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == KEY) {
                int size = reader.length();
                keyStart = reader.position;
                keyEnd = reader.position += size;
            } else if (tag == VALUE) {
                values++;
                int size = reader.length();
                valueStart = reader.position;
                valueEnd = reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        if (values > 1) {
            throw new RefusedException(AttributeTexts.TWO_VALUES);
        }
        value.read(reader, valueStart, valueEnd);
    }

    /** Refuses a text that no label could hold. */
    void check(int bytes) throws RefusedException {
        if (bytes > limit) {
            throw new RefusedException("a text of more than " + limit + " B");
        }
    }

    /** Reads all attributes of the message that lies there, which have the given tag in it; the reader stays where it is. */
    List<Attribute> all(ProtoReader reader, int start, int end, int attributesTag)
            throws MalformedBodyException, RefusedException {
        int position = reader.position;
        int outer = reader.limit;
        reader.seek(start, end);
        try {
            List<Attribute> attributes = new ArrayList<>();
            long bytes = 0;
            while (reader.hasMore()) {
                int tag = reader.tag();
                if (tag == attributesTag) {
                    read(reader, attributes.size());
                    bytes += keyEnd - keyStart + (value.end - value.start);
                    if (bytes > limit) {
                        throw new RefusedException("attributes of more than " + limit + " B");
                    }
                    attributes.add(new Attribute(
                            new String(reader.bytes, keyStart, keyEnd - keyStart, ISO_8859_1),
                            new String(value.bytes, value.start, value.end - value.start, ISO_8859_1)));
                } else {
                    reader.skip(tag);
                }
            }
            return attributes;
        } finally {
            reader.seek(position, outer);
        }
    }
}
