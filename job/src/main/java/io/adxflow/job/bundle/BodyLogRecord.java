package io.adxflow.job.bundle;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * One request in the body log, and in the archive: the body as it came and what a replay needs to read it as before.
 *
 * <p>Encoding, big-endian: {@code u32 length of what follows the checksum | u32 CRC-32C of it | u8 version = 1 | u8 wire format
 * code | i64 sequence | i64 arrival, epoch milliseconds | u16-prefixed UTF-8 namespace, database, sender | body}.
 *
 * @param sequence position in its log, ascending
 * @param body begins with the body; not copied: shared with whoever made the record
 */
record BodyLogRecord(
        WireFormat format,
        Target target,
        long sequence,
        long arrivalMillis,
        String sender,
        byte[] body,
        int bodyLength) {
    static final int PREFIX_BYTES = 8;
    private static final byte VERSION = 1;
    private static final int MAX_TEXT_BYTES = 4096;

    /** The same request with another body. */
    BodyLogRecord with(WireFormat otherFormat, byte[] other) {
        return new BodyLogRecord(otherFormat, target, sequence, arrivalMillis, sender, other, other.length);
    }

    /** The whole record but for its body, which follows it in the file. */
    byte[] encodeHead() {
        byte[] namespace = textBytes(target.namespace());
        byte[] database = textBytes(target.database());
        byte[] from = textBytes(sender);
        int head = 2 + 16 + 6 + namespace.length + database.length + from.length;
        ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + head);
        out.position(PREFIX_BYTES);
        out.put(VERSION).put(format.code()).putLong(sequence).putLong(arrivalMillis);
        out.putShort((short) namespace.length).put(namespace);
        out.putShort((short) database.length).put(database);
        out.putShort((short) from.length).put(from);
        CRC32C checksum = new CRC32C();
        checksum.update(out.array(), PREFIX_BYTES, head);
        checksum.update(body, 0, bodyLength);
        out.putInt(0, head + bodyLength);
        out.putInt(4, (int) checksum.getValue());
        return out.array();
    }

    /** The whole record, encrypted for its position in a file; behind the prefix is what the cipher gives. */
    byte[] encrypt(BodyLogCipher cipher, long position) throws IOException {
        byte[] encrypted = cipher.encrypt(position, encodeHead(), PREFIX_BYTES, body, bodyLength);
        CRC32C checksum = new CRC32C();
        checksum.update(encrypted, 0, encrypted.length);
        return ByteBuffer.allocate(PREFIX_BYTES + encrypted.length)
                .putInt(encrypted.length)
                .putInt((int) checksum.getValue())
                .put(encrypted)
                .array();
    }

    /**
     * Reads what follows the prefix of an encrypted record.
     *
     * @throws CorruptLogException when the checksum or the form is wrong
     */
    static BodyLogRecord decrypt(byte[] encrypted, int checksum, BodyLogCipher cipher, long position)
            throws IOException {
        check(encrypted, checksum);
        return read(cipher.decrypt(position, encrypted));
    }

    /** The whole record in one array. */
    byte[] encode() {
        byte[] head = encodeHead();
        byte[] whole = Arrays.copyOf(head, head.length + bodyLength);
        System.arraycopy(body, 0, whole, head.length, bodyLength);
        return whole;
    }

    /**
     * Reads what follows the 8-byte prefix.
     *
     * @param checksum from the prefix
     * @throws CorruptLogException when the checksum or the form is wrong
     */
    static BodyLogRecord decode(byte[] bytes, int checksum) throws CorruptLogException {
        check(bytes, checksum);
        return read(bytes);
    }

    private static void check(byte[] bytes, int checksum) throws CorruptLogException {
        CRC32C actual = new CRC32C();
        actual.update(bytes, 0, bytes.length);
        if ((int) actual.getValue() != checksum) {
            throw new CorruptLogException("checksum of a record of " + bytes.length + " bytes does not match");
        }
    }

    private static BodyLogRecord read(byte[] bytes) throws CorruptLogException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            byte version = in.get();
            if (version != VERSION) {
                throw new CorruptLogException("record version: " + version + " (expected: " + VERSION + ")");
            }
            WireFormat format = WireFormat.ofCode(in.get());
            long sequence = in.getLong();
            long arrival = in.getLong();
            String namespace = readText(in);
            String database = readText(in);
            String sender = readText(in);
            byte[] body = new byte[in.remaining()];
            in.get(body);
            return new BodyLogRecord(
                    format, new Target(namespace, database), sequence, arrival, sender, body, body.length);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CorruptLogException("record of " + bytes.length + " bytes has another form: " + e.getMessage());
        }
    }

    private static byte[] textBytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_TEXT_BYTES ? bytes : Arrays.copyOf(bytes, MAX_TEXT_BYTES);
    }

    private static String readText(ByteBuffer in) {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
