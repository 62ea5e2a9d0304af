package io.adxflow.sources.wire;

/** One metadata entry as ranges of UTF-8 bytes, reusable. Owned by one thread. */
public final class MetricMetadata {
    /** The buffer that the ranges lie in. */
    public byte[] bytes = new byte[0];
    /** 0 unknown, 1 counter, 2 gauge, 3 histogram, 4 gauge histogram, 5 summary, 6 info, 7 stateset; other values as sent. */
    public int type;
    /** The metric family (remote write 1.0), or -1 when {@link #series} has it. */
    public int nameStart;

    public int nameEnd;
    /** The series whose {@code __name__} is the metric (remote write 2.0), or -1. */
    public int series;

    public int helpStart;
    public int helpEnd;
    public int unitStart;
    public int unitEnd;
}
