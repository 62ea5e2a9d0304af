package io.adxflow.bench.load;

import java.nio.ByteBuffer;

/**
 * The bodies of a load, numbered from 0: body {@code n} is the same bytes whenever it is made, and no two are equal, since a body
 * that comes again is taken for a retry. Any number of threads may use it.
 */
public interface Bodies {
    /** How many samples or records a body has. */
    int sampleCount(long body);

    /** Length of a body in bytes. */
    int length(long body);

    /** Length of the longest body in bytes. */
    int maxLength();

    /** Appends a body to a buffer; its byte order may be another one afterwards. */
    void write(long body, ByteBuffer into);
}
