package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.LabelText;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the points of one metric have in common ({@code Metric} without its data points), and the names of its series. */
final class MetricHead {
    private static final int NAME = (1 << 3) | 2;
    private static final int DESCRIPTION = (2 << 3) | 2;
    private static final int UNIT = (3 << 3) | 2;
    private static final int METADATA = (12 << 3) | 2;
    private static final int TEMPORALITY = 2 << 3;
    private static final int MONOTONIC = 3 << 3;
    private static final int DELTA = 1;
    private static final int CUMULATIVE = 2;
    private static final int MAX_NAME_BYTES = 1 << 16;
    private static final byte[] NOTHING = new byte[0];
    private static final String PROMETHEUS_TYPE = "prometheus.type";

    // Types of remote write 2.0's metadata.
    private static final int UNKNOWN = 0;
    private static final int COUNTER_TYPE = 1;
    private static final int GAUGE_TYPE = 2;
    private static final int HISTOGRAM_TYPE = 3;
    private static final int SUMMARY_TYPE = 5;
    private static final int INFO_TYPE = 6;
    private static final int STATE_SET_TYPE = 7;

    /** The series that a metric may have beside the one of its own name. */
    enum Series {
        PLAIN("", 0),
        BUCKET("_bucket", 1),
        SUM("_sum", 2),
        COUNT("_count", 3),
        MIN("_min", 4),
        MAX("_max", 5);

        private final String suffix;
        private final int index;

        Series(String suffix, int index) {
            this.suffix = suffix;
            this.index = index;
        }
    }

    private final AttributeReader attributes;
    private final byte[][] names = new byte[Series.values().length][];
    private final int[] nameSymbols = new int[names.length];

    /** Null when the metric has not one that is known, but none or several. */
    @Nullable
    PointKind kind;

    /** Data of a known kind that the metric has: one, when its points can be told. */
    int dataCount;

    /** Where the data lies. */
    int dataStart;

    int dataEnd;
    /** Why the metric has no name that its series could have, or null. */
    @Nullable
    String problem;

    /** The series that are described in the chunk already, as bits. */
    int described;

    private byte[] bytes = NOTHING;
    private int nameStart;
    private int nameEnd;
    private int helpStart;
    private int helpEnd;
    private int unitStart;
    private int unitEnd;
    private int temporality;
    private boolean monotonic;
    private String prometheusType = "";
    private String name = "";
    private int helpSymbol;
    private int unitSymbol;

    MetricHead(AttributeReader attributes) {
        this.attributes = attributes;
    }

    /** Lets go of the body's bytes. */
    void release() {
        bytes = NOTHING;
        nameStart = nameEnd = helpStart = helpEnd = unitStart = unitEnd = 0;
    }

    /** Reads the metric that the reader is in, up to its end. */
    void read(ProtoReader reader, MetricNaming naming) throws MalformedBodyException {
        kind = null;
        dataCount = 0;
        bytes = reader.bytes;
        nameStart = nameEnd = helpStart = helpEnd = unitStart = unitEnd = 0;
        prometheusType = "";
        int start = reader.position;
        boolean hasMetadata = false;
        while (reader.hasMore()) {
            int tag = reader.tag();
            PointKind data = PointKind.ofTag(tag);
            if (data == null && tag != NAME && tag != DESCRIPTION && tag != UNIT) {
                hasMetadata |= tag == METADATA;
                reader.skip(tag);
                continue;
            }
            int size = reader.length();
            int from = reader.position;
            reader.position += size;
            if (data != null) {
                dataCount++;
                kind = dataCount == 1 ? data : null;
                dataStart = from;
                dataEnd = reader.position;
            } else if (tag == NAME) {
                nameStart = from;
                nameEnd = reader.position;
            } else if (tag == DESCRIPTION) {
                helpStart = from;
                helpEnd = reader.position;
            } else {
                unitStart = from;
                unitEnd = reader.position;
            }
        }
        if (hasMetadata) {
            readMetadata(reader, start);
        }
        if (kind != null) {
            readData(reader);
        }
        nameSeries(naming);
    }

    private void readMetadata(ProtoReader reader, int start) throws MalformedBodyException {
        try {
            for (Attribute attribute : attributes.all(reader, start, reader.limit, METADATA)) {
                if (attribute.key().equals(PROMETHEUS_TYPE)) {
                    prometheusType = attribute.value();
                }
            }
        } catch (RefusedException e) {
            // Metadata that cannot be read says nothing of the points.
            prometheusType = "";
        }
    }

    /** Reads what stands beside the data points. */
    private void readData(ProtoReader reader) throws MalformedBodyException {
        temporality = kind == PointKind.GAUGE || kind == PointKind.SUMMARY ? CUMULATIVE : 0;
        monotonic = false;
        int position = reader.position;
        int limit = reader.limit;
        reader.seek(dataStart, dataEnd);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == TEMPORALITY && kind != PointKind.GAUGE && kind != PointKind.SUMMARY) {
                temporality = reader.varint32();
            } else if (tag == MONOTONIC && kind == PointKind.SUM) {
                monotonic = reader.varint64() != 0;
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(position, limit);
    }

    private void nameSeries(MetricNaming naming) {
        Arrays.fill(names, null);
        described = 0;
        forgetSymbols();
        problem = null;
        name = "";
        if (nameStart == nameEnd) {
            problem = "the metric has no name";
        } else if (Math.max(nameEnd - nameStart, unitEnd - unitStart) > MAX_NAME_BYTES) {
            problem = "the metric's name or unit has more than " + MAX_NAME_BYTES + " B";
        } else if (Utf8.firstInvalid(bytes, nameStart, nameEnd) >= 0) {
            problem = "the metric's name is not UTF-8";
        } else {
            name = MetricNames.of(
                    new String(bytes, nameStart, nameEnd - nameStart, UTF_8),
                    new String(bytes, unitStart, unitEnd - unitStart, UTF_8),
                    monotonic && kind == PointKind.SUM,
                    kind == PointKind.GAUGE,
                    naming);
            if (name.isEmpty()) {
                problem = "the metric's name has no character that may stand in a name (option otlp-metric-names)";
            }
        }
    }

    /** The metric's name as sent, for messages. */
    String quotedName() {
        return LabelText.quoted(bytes, nameStart, nameEnd);
    }

    /** What tells the series apart from cumulative ones, null for these. */
    @Nullable
    String temporality() {
        return switch (temporality) {
            case CUMULATIVE -> null;
            case DELTA -> "delta";
            case 0 -> "unspecified";
            default -> Integer.toString(temporality);
        };
    }

    boolean isCumulative() {
        return temporality == CUMULATIVE;
    }

    /** Forgets what the chunk had of it: another chunk begins, or something was taken back. */
    void forgetSymbols() {
        Arrays.fill(nameSymbols, -1);
        helpSymbol = -1;
        unitSymbol = -1;
    }

    /** The series of the metric's own name is described without the chunk. */
    void describedElsewhere() {
        described |= 1 << Series.PLAIN.index;
    }

    int name(Series series, ChunkWriter out) throws ChunkFullException {
        int index = series.index;
        if (nameSymbols[index] < 0) {
            byte[] text = names[index];
            if (text == null) {
                text = (name + series.suffix).getBytes(UTF_8);
                names[index] = text;
            }
            nameSymbols[index] = out.symbol(text, 0, text.length);
        }
        return nameSymbols[index];
    }

    /** Writes the metadata of the series that is being written, unless the chunk has it. */
    void describe(Series series, ChunkWriter out) throws ChunkFullException {
        int bit = 1 << series.index;
        if ((described & bit) != 0) {
            return;
        }
        if (helpSymbol < 0) {
            helpSymbol = out.symbol(bytes, helpStart, helpEnd);
            unitSymbol = out.symbol(bytes, unitStart, unitEnd);
        }
        boolean extreme = series == Series.MIN || series == Series.MAX;
        out.metadata(extreme ? GAUGE_TYPE : type(), helpSymbol, unitSymbol);
        described |= bit;
    }

    /** "Gauges", "Sums" and the like in the specification; what is not cumulative has a type that Prometheus does not know. */
    private int type() {
        if (kind == null || !isCumulative()) {
            return UNKNOWN;
        }
        return switch (kind) {
            case GAUGE -> prometheusType.equals("unknown") ? UNKNOWN : GAUGE_TYPE;
            case SUM -> monotonic ? COUNTER_TYPE : ofNonMonotonic();
            case HISTOGRAM, EXPONENTIAL_HISTOGRAM -> HISTOGRAM_TYPE;
            case SUMMARY -> SUMMARY_TYPE;
        };
    }

    private int ofNonMonotonic() {
        return switch (prometheusType) {
            case "info" -> INFO_TYPE;
            case "stateset" -> STATE_SET_TYPE;
            default -> GAUGE_TYPE;
        };
    }
}
