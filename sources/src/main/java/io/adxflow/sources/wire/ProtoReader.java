package io.adxflow.sources.wire;

import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf wire format in place. Accepts and refuses what protobuf-java does, except that strings are not checked for
 * UTF-8 here: that is judged per series or record, so that one bad text does not cost the others of its body.
 *
 * <p>The array must be readable {@link #PADDING} bytes past the content. Owned by one thread.
 */
public final class ProtoReader {
    /** Readable bytes behind the content, so that whole words may be loaded; their values mean nothing. */
    public static final int PADDING = 16;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int GROUP_START = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED32 = 5;
    private static final int WIRE_TYPE_BITS = 3;
    private static final int WIRE_TYPE_MASK = 7;
    /** protobuf's default for nested messages and groups together. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_VARINT_BYTES = 10;
    private static final long CONTINUATION_BITS = 0x8080808080808080L;

    public byte[] bytes = new byte[PADDING];
    public int position;
    /** End of the message being read. */
    public int limit;

    private final MessagePath path = new MessagePath();
    private int length;

    public void reset(byte[] content, int contentLength) {
        bytes = content;
        length = contentLength;
        position = 0;
        limit = contentLength;
        path.clear();
    }

    /** Moves to a message that was read before. */
    public void seek(int start, int end) {
        position = start;
        limit = end;
    }

    /** Names the message that is read next, for messages that are read out of turn; {@link #leave} ends it. */
    void enter(String field, int index) {
        path.enter(field, index);
    }

    void leave() {
        path.leave();
    }

    /**
     * Enters the length-delimited field whose tag was just read.
     *
     * @param index its number within a repeated field, for messages
     * @return the limit to give back to {@link #close}
     */
    public int open(String field, int index) throws MalformedBodyException {
        path.enter(field, index);
        int size = length();
        int outer = limit;
        limit = position + size;
        return outer;
    }

    public void close(int outer) {
        limit = outer;
        path.leave();
    }

    public boolean hasMore() {
        return position < limit;
    }

    public int tag() throws MalformedBodyException {
        int tag = varint32();
        if (tag >>> WIRE_TYPE_BITS == 0) {
            throw fault("field number 0");
        }
        return tag;
    }

    public int varint32() throws MalformedBodyException {
        int at = position;
        if (at < limit && bytes[at] >= 0) {
            position = at + 1;
            return bytes[at];
        }
        // Lengths of records are of two bytes.
        if (at + 1 < limit && bytes[at + 1] >= 0) {
            position = at + 2;
            return (bytes[at] & 0x7F) | (bytes[at + 1] << 7);
        }
        return (int) varint64();
    }

    public long varint64() throws MalformedBodyException {
        int at = position;
        long word = (long) LONGS.get(bytes, at);
        long stops = ~word & CONTINUATION_BITS;
        int end = at + (Long.numberOfTrailingZeros(stops) >>> 3) + 1;
        if (stops == 0 || end > limit) {
            return longVarint64();
        }
        position = end;
        return compact(word, stops);
    }

    /** The value of a varint of up to 8 bytes at the low end of a word. */
    static long compact(long word, long stops) {
        long sevens = word & (stops ^ (stops - 1)) & ~CONTINUATION_BITS;
        sevens = (sevens & 0x007F007F007F007FL) | ((sevens & 0x7F007F007F007F00L) >>> 1);
        sevens = (sevens & 0x00003FFF00003FFFL) | ((sevens & 0x3FFF00003FFF0000L) >>> 2);
        return (sevens & 0x0FFFFFFFL) | ((sevens & 0x0FFFFFFF00000000L) >>> 4);
    }

    private long longVarint64() throws MalformedBodyException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (position + i >= limit) {
                throw fault("varint is cut off");
            }
            byte b = bytes[position + i];
            value |= (long) (b & 0x7F) << (7 * i);
            if (b >= 0) {
                position += i + 1;
                // Only bit 63 is left for the tenth byte; like protobuf-java, its being there is what sets it.
                return i == MAX_VARINT_BYTES - 1 ? value | Long.MIN_VALUE : value;
            }
        }
        throw fault("varint has more than " + MAX_VARINT_BYTES + " bytes");
    }

    public long fixed64() throws MalformedBodyException {
        need(Long.BYTES);
        long value = (long) LONGS.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    public int fixed32() throws MalformedBodyException {
        need(Integer.BYTES);
        int value = readInt(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    public double readDouble() throws MalformedBodyException {
        return Double.longBitsToDouble(fixed64());
    }

    public int zigZag32() throws MalformedBodyException {
        int value = varint32();
        return (value >>> 1) ^ -(value & 1);
    }

    public long zigZag64() throws MalformedBodyException {
        long value = varint64();
        return (value >>> 1) ^ -(value & 1);
    }

    /** The length of a delimited field, checked to end within the message. */
    public int length() throws MalformedBodyException {
        int size = varint32();
        if (size < 0) {
            throw fault("length " + Integer.toUnsignedString(size));
        }
        need(size);
        return size;
    }

    /** Skips a field that is not known, or is known with another wire type. */
    public void skip(int tag) throws MalformedBodyException {
        skip(tag, path.depth());
    }

    private void skip(int tag, int depth) throws MalformedBodyException {
        switch (tag & WIRE_TYPE_MASK) {
            case VARINT -> varint64();
            case FIXED64 -> advance(Long.BYTES);
            case DELIMITED -> advance(length());
            case GROUP_START -> skipGroup(tag, depth);
            case GROUP_END -> throw fault("end of a group that was not started");
            case FIXED32 -> advance(Integer.BYTES);
            default -> throw fault("wire type " + (tag & WIRE_TYPE_MASK));
        }
    }

    private void skipGroup(int startTag, int depth) throws MalformedBodyException {
        if (depth >= MAX_DEPTH) {
            throw fault("nested more than " + MAX_DEPTH + " deep");
        }
        int endTag = startTag - GROUP_START + GROUP_END;
        while (hasMore()) {
            int tag = tag();
            if (tag == endTag) {
                return;
            }
            skip(tag, depth + 1);
        }
        throw fault("group is cut off");
    }

    private void advance(int count) throws MalformedBodyException {
        need(count);
        position += count;
    }

    private void need(int count) throws MalformedBodyException {
        if (count > limit - position) {
            throw fault(count + " B needed, " + (limit - position) + " B left in the message");
        }
    }

    private MalformedBodyException fault(String what) {
        return new MalformedBodyException(
                Reason.PROTOBUF, path + ": " + what + " at byte " + position + " of " + length + " (decompressed)");
    }

    static int readInt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }
}
