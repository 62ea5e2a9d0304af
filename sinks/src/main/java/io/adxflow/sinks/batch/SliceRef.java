package io.adxflow.sinks.batch;

/**
 * Where one chunk's deflated bytes stand in a segment file.
 *
 * @param segment the segment's name in the segment store
 * @param offset of the first deflated byte
 * @param length number of deflated bytes
 * @param storedCrc32c CRC-32C of the deflated bytes, checked whenever they are read
 * @param rawLength bytes of CSV
 * @param crc32 CRC-32 of the CSV, combined into the batch's gzip trailer
 */
public record SliceRef(String segment, long offset, int length, int storedCrc32c, int rawLength, int crc32, int rows) {}
