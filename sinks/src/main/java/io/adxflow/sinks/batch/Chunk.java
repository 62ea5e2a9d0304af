package io.adxflow.sinks.batch;

import java.util.Arrays;

/**
 * Rows of one table on their way to its batch: CSV lines, each ended by {@code \n}, deflated on their own.
 *
 * @param deflated begins with raw deflate (RFC 1951) of the CSV with a fresh dictionary, ended by a full flush, so that chunks can
 *     be joined byte by byte into one gzip member. Behind the network the array is the receiver's; whoever gets a chunk from the
 *     encoder itself may read it until the next one is encoded
 * @param deflatedLength how many bytes of it
 * @param rawLength bytes of CSV
 * @param crc32 CRC-32 (RFC 1952) of the CSV
 * @param rows number of lines
 * @param oldestArrivalMillis wall clock at which the oldest row was received, epoch milliseconds
 * @param minTimestampMillis smallest row timestamp, epoch milliseconds
 * @param maxTimestampMillis largest row timestamp, epoch milliseconds
 * @param sealAtMillis wall clock at which the batch that takes this chunk should be sealed at the latest
 */
public record Chunk(
        BatchKey key,
        byte[] deflated,
        int deflatedLength,
        int rawLength,
        int crc32,
        int rows,
        long oldestArrivalMillis,
        long minTimestampMillis,
        long maxTimestampMillis,
        long sealAtMillis) {

    /** The same chunk, with bytes that nobody writes over. */
    Chunk withOwnArray() {
        return new Chunk(
                key,
                Arrays.copyOf(deflated, deflatedLength),
                deflatedLength,
                rawLength,
                crc32,
                rows,
                oldestArrivalMillis,
                minTimestampMillis,
                maxTimestampMillis,
                sealAtMillis);
    }
}
