package io.adxflow.sources.wire;

/**
 * The label section of a remote write 1.0 series as every known sender writes it: a run of {@code Label} messages (field 1), each
 * encoded as {@code 0A size [0A size name] [12 size value]}, with lengths as short as can be and empty strings left out. Such a
 * section can be hashed as it is, and read again without checks.
 */
final class LabelSection {
    /** Field 1, length-delimited, in series and exemplars. */
    static final int TAG = (1 << 3) | 2;

    static final int NAME = (1 << 3) | 2;
    static final int VALUE = (2 << 3) | 2;

    /** A label's first four bytes: tag, size under 128, name's tag, size under 128. */
    private static final int HEAD = TAG | (NAME << 16);

    private static final int HEAD_MASK = 0x80FF80FF;

    private LabelSection() {}

    /** Walks over the canonical labels at a position. Returns where they end, which is before anything that is not canonical. */
    static int skip(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit) {
            // Tag, size, name's tag and size in one load, value's tag and size in another; sizes under 128 are one
            // byte.
            int head = ProtoReader.readInt(bytes, at);
            int end = at + 2 + ((head >>> 8) & 0xFF);
            int nameSize = head >>> 24;
            int valueTag = at + 4 + nameSize;
            if ((head & HEAD_MASK) == HEAD && end <= limit && valueTag + 2 < end && nameSize > 0) {
                int value = ProtoReader.readInt(bytes, valueTag);
                if ((value & 0x80FF) == VALUE && valueTag + 2 + ((value >>> 8) & 0xFF) == end) {
                    at = end;
                    continue;
                }
            }
            if ((head & 0xFF) != TAG) {
                return at;
            }
            int next = skipSlowly(bytes, at, limit);
            if (next < 0) {
                return at;
            }
            at = next;
        }
        return at;
    }

    private static int skipSlowly(byte[] bytes, int label, int limit) {
        int content = shortestLengthEnd(bytes, label + 1, limit);
        if (content < 0) {
            return -1;
        }
        int end = content + lengthBefore(bytes, label + 1, content);
        if (end > limit || end < content) {
            return -1;
        }
        int at = skipString(bytes, content, end, NAME);
        at = at < 0 ? at : skipString(bytes, at, end, VALUE);
        return at == end ? end : -1;
    }

    private static int skipString(byte[] bytes, int tag, int limit, int expectedTag) {
        if (tag >= limit || bytes[tag] != expectedTag) {
            return tag;
        }
        int content = shortestLengthEnd(bytes, tag + 1, limit);
        if (content < 0) {
            return -1;
        }
        int size = lengthBefore(bytes, tag + 1, content);
        return size == 0 || size > limit - content ? -1 : content + size;
    }

    /** Where the length varint at a position ends, or -1 when it is cut off, longer than it need be, or over 4 bytes. */
    private static int shortestLengthEnd(byte[] bytes, int from, int limit) {
        for (int at = from; at < limit && at < from + 4; at++) {
            if (bytes[at] >= 0) {
                return at > from && bytes[at] == 0 ? -1 : at + 1;
            }
        }
        return -1;
    }

    private static int lengthBefore(byte[] bytes, int from, int end) {
        int value = 0;
        for (int at = from; at < end; at++) {
            value |= (bytes[at] & 0x7F) << (7 * (at - from));
        }
        return value;
    }

    /** Fills from a canonical section. */
    static void fill(byte[] bytes, int from, int to, LabelCursor into) {
        into.reset(bytes);
        int at = from;
        while (at < to && !into.overflown) {
            int content = shortestLengthEnd(bytes, at + 1, to);
            int end = content + lengthBefore(bytes, at + 1, content);
            int nameStart = content;
            int nameEnd = content;
            if (nameEnd < end && bytes[nameEnd] == NAME) {
                nameStart = shortestLengthEnd(bytes, content + 1, end);
                nameEnd = nameStart + lengthBefore(bytes, content + 1, nameStart);
            }
            int valueStart = nameEnd < end ? shortestLengthEnd(bytes, nameEnd + 1, end) : end;
            into.add(nameStart, nameEnd, valueStart, end);
            at = end;
        }
    }
}
