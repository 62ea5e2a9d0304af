package io.adxflow.job.bundle;

import io.adxflow.job.rows.TableBuffer;

/** Turns a table's buffered rows into deflated CSV. One per reader; not thread-safe. */
public interface ChunkEncoder extends AutoCloseable {

    /**
     * Empties the buffer.
     *
     * @return the rows as one independently deflated, fully flushed piece; its array is written over by the next call
     */
    EncodedRows encode(TableBuffer buffer);

    @Override
    void close();

    /**
     * One chunk's bytes.
     *
     * @param deflated begins with raw deflate ended by a full flush (RFC 1951; zlib's Z_FULL_FLUSH)
     * @param deflatedLength how many bytes of it
     * @param rawLength bytes of CSV
     * @param crc32 of the CSV
     */
    record EncodedRows(byte[] deflated, int deflatedLength, int rawLength, int crc32) {}
}
