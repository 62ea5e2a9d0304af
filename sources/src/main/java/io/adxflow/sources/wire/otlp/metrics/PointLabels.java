package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one data point as references to the chunk's symbols: those of its resource and scope, then those of its
 * attributes in the order sent. When names meet, {@link LabelMerge} does it instead.
 */
final class PointLabels {
    private static final int KEEP_SYMBOLS = 1 << 16;

    private final ChunkWriter out;
    private final AttributeReader attributes;
    private final Scratch name;
    private final LabelMerge merge;

    int count;
    int[] names = new int[64];
    int[] values = new int[64];

    /** Labels of resource, scope and metric. */
    private Map<String, @Nullable String> fixed = Map.of();

    private MetricNaming naming = MetricNaming.PROMETHEUS;
    private int[] fixedNames = new int[16];
    /** -1 for names that are only kept free. */
    private int[] fixedValues = new int[16];

    /** The last set that holds a symbol as a label's name, by symbol. */
    private long[] seenIn = new long[256];

    private long set;

    PointLabels(ChunkWriter out, AttributeReader attributes, Scratch name) {
        this.out = out;
        this.attributes = attributes;
        this.name = name;
        merge = new LabelMerge(name);
    }

    LabelMerge merge() {
        return merge;
    }

    /** Gives up what a chunk of very many symbols has left behind. */
    void beginChunk() {
        if (seenIn.length > KEEP_SYMBOLS) {
            seenIn = new long[256];
        }
    }

    /**
     * Takes the labels that the points which follow have in common; to be called anew in each chunk.
     *
     * @param common by name; without a value they are only kept free
     */
    void fix(Map<String, @Nullable String> common, MetricNaming names) throws ChunkFullException {
        naming = names;
        fixed = common;
        if (fixedNames.length < common.size()) {
            fixedNames = new int[common.size()];
            fixedValues = new int[common.size()];
        }
        int i = 0;
        for (Map.Entry<String, @Nullable String> label : common.entrySet()) {
            String value = label.getValue();
            fixedNames[i] = symbol(label.getKey());
            fixedValues[i++] = value == null ? -1 : symbol(value);
        }
    }

    /** Reads the labels of the data point that lies there. */
    void read(ProtoReader reader, int start, int end, int attributesTag)
            throws MalformedBodyException, RefusedException, ChunkFullException {
        set++;
        count = 0;
        for (int i = 0; i < fixed.size(); i++) {
            isNew(fixedNames[i]);
            if (fixedValues[i] >= 0) {
                add(fixedNames[i], fixedValues[i]);
            }
        }
        if (!readApart(reader, start, end, attributesTag)) {
            take(merge.merge(fixed, attributes.all(reader, start, end, attributesTag), naming));
        }
    }

    /** Adds the point's attributes one by one; returns false as soon as a name comes twice. The reader stays where it is. */
    private boolean readApart(ProtoReader reader, int start, int end, int attributesTag)
            throws MalformedBodyException, RefusedException, ChunkFullException {
        int position = reader.position;
        int limit = reader.limit;
        reader.seek(start, end);
        try {
            int index = 0;
            while (reader.hasMore()) {
                int tag = reader.tag();
                if (tag == attributesTag) {
                    attributes.read(reader, index++);
                    int label = labelName(reader.bytes, attributes.keyStart, attributes.keyEnd);
                    if (!isNew(label)) {
                        return false;
                    }
                    AttributeTexts value = attributes.value;
                    add(label, out.symbol(value.bytes, value.start, value.end));
                } else {
                    reader.skip(tag);
                }
            }
            return true;
        } finally {
            reader.seek(position, limit);
        }
    }

    /** Takes these labels alone. */
    void take(Map<String, String> labels) throws ChunkFullException {
        count = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            add(symbol(label.getKey()), symbol(label.getValue()));
        }
    }

    private int labelName(byte[] key, int start, int end) throws RefusedException, ChunkFullException {
        if (LabelNames.isName(key, start, end, naming)) {
            return out.symbol(key, start, end);
        }
        LabelNames.write(key, start, end, naming, name);
        return out.symbol(name.bytes, 0, name.length);
    }

    /** Notes that the set has a label of this name; false when it had one already. */
    private boolean isNew(int symbol) {
        if (symbol >= seenIn.length) {
            seenIn = Arrays.copyOf(seenIn, Math.max(symbol + 1, 2 * seenIn.length));
        }
        boolean isNew = seenIn[symbol] != set;
        seenIn[symbol] = set;
        return isNew;
    }

    private void add(int label, int value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        names[count] = label;
        values[count++] = value;
    }

    int symbol(String text) throws ChunkFullException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return out.symbol(bytes, 0, bytes.length);
    }
}
