package io.adxflow.sources.wire;

/** Says how a request body is encoded, compression included. The code is part of the body log's format: never reuse one. */
public enum WireFormat {
    /** {@code prometheus.WriteRequest}, snappy block format (Prometheus remote write 1.0). */
    REMOTE_WRITE_1(1),
    /** {@code io.prometheus.write.v2.Request}, snappy block format (Prometheus remote write 2.0). */
    REMOTE_WRITE_2(2);

    private final byte code;

    WireFormat(int code) {
        this.code = (byte) code;
    }

    /** The byte that stands for this format in files and state. */
    public byte code() {
        return code;
    }

    /**
     * The format that {@link #code()} stands for.
     *
     * @throws IllegalArgumentException when no format has this code
     */
    public static WireFormat ofCode(byte code) {
        for (WireFormat format : values()) {
            if (format.code == code) {
                return format;
            }
        }
        throw new IllegalArgumentException("wire format code: " + code + " (expected: 1 or 2)");
    }
}
