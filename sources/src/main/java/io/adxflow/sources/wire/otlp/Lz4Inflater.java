package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;

/**
 * Decompresses LZ4's frames (lz4/lz4, lz4_Frame_format.md 1.6.4): all frames of a body, their checksums and sizes checked, nothing
 * else behind them. Blocks may refer to those before them, which stand in the content already. Dictionaries and the legacy frame are
 * refused.
 */
final class Lz4Inflater {
    private static final int MAGIC = 0x184D2204;
    private static final int SKIPPABLE_MAGIC = 0x184D2A50;
    private static final int VERSION = 1;
    private static final int INDEPENDENT_BLOCKS = 0x20;
    private static final int BLOCK_CHECKSUMS = 0x10;
    private static final int CONTENT_SIZE = 8;
    private static final int CONTENT_CHECKSUM = 4;
    private static final int RESERVED_OR_DICTIONARY = 3;
    private static final int STORED = 0x8000_0000;

    private final byte[] body;
    private final ReusedBytes into;
    private int at;

    private Lz4Inflater(byte[] body, ReusedBytes into) {
        this.body = body;
        this.into = into;
    }

    static void inflate(byte[] body, ReusedBytes into) throws MalformedBodyException {
        new Lz4Inflater(body, into).frames();
    }

    private void frames() throws MalformedBodyException {
        do {
            int magic = nextInt();
            if (magic == MAGIC) {
                frame();
            } else if ((magic & ~0xF) == SKIPPABLE_MAGIC) {
                long length = Integer.toUnsignedLong(nextInt());
                at = within(at + length);
            } else {
                throw corrupt("no frame begins at byte " + (at - 4));
            }
        } while (at < body.length);
    }

    private void frame() throws MalformedBodyException {
        int descriptor = at;
        int flags = nextByte();
        int blockSizeCode = nextByte() >> 4;
        if (flags >> 6 != VERSION || (flags & RESERVED_OR_DICTIONARY) != 0 || blockSizeCode < 4 || blockSizeCode > 7) {
            throw corrupt("its header names an unknown version, flag, block size or dictionary");
        }
        long claimed = -1;
        if ((flags & CONTENT_SIZE) != 0) {
            claimed = Integer.toUnsignedLong(nextInt()) | ((long) nextInt() << 32);
            if (claimed < 0 || into.length + claimed > into.limit()) {
                throw into.tooLarge();
            }
        }
        int headerChecksum = (XxHash32.of(body, descriptor, at - descriptor) >>> 8) & 0xff;
        if (nextByte() != headerChecksum) {
            throw corrupt("the header's checksum is wrong");
        }
        int contentStart = into.length;
        blocks(flags, 1 << (8 + 2 * blockSizeCode));
        int contentLength = into.length - contentStart;
        if (claimed >= 0 && claimed != contentLength) {
            throw corrupt("it holds " + contentLength + " B but claims " + claimed + " B");
        }
        if ((flags & CONTENT_CHECKSUM) != 0 && nextInt() != XxHash32.of(into.bytes, contentStart, contentLength)) {
            throw corrupt("the content's checksum is wrong");
        }
    }

    private void blocks(int flags, int maxBlockBytes) throws MalformedBodyException {
        int contentStart = into.length;
        for (int header = nextInt(); header != 0; header = nextInt()) {
            int length = header & ~STORED;
            if (length > maxBlockBytes) {
                throw corrupt("a block of " + length + " B");
            }
            int start = at;
            int end = within((long) at + length);
            int blockStart = into.length;
            if ((header & STORED) != 0) {
                append(length);
            } else {
                block(end, (flags & INDEPENDENT_BLOCKS) != 0 ? blockStart : contentStart);
            }
            if (into.length - blockStart > maxBlockBytes) {
                throw corrupt("a block with more in it than it may have");
            }
            if ((flags & BLOCK_CHECKSUMS) != 0 && nextInt() != XxHash32.of(body, start, length)) {
                throw corrupt("a block's checksum is wrong");
            }
        }
    }

    /**
     * Reads one block (lz4_Block_format.md).
     *
     * @param end of the block
     * @param oldest byte of the content that it may refer to
     */
    private void block(int end, int oldest) throws MalformedBodyException {
        while (true) {
            int token = inBlock(end);
            int literals = length(token >> 4, end);
            if (literals > end - at) {
                throw corrupt("literals beyond their block");
            }
            append(literals);
            if (at == end) {
                // The last sequence has no match.
                return;
            }
            int offset = inBlock(end) | (inBlock(end) << 8);
            if (offset == 0 || offset > into.length - oldest) {
                throw corrupt("a match before the content's beginning");
            }
            copy(offset, 4 + length(token & 0xF, end));
        }
    }

    /** A length of which the token holds the beginning. */
    private int length(int nibble, int end) throws MalformedBodyException {
        long length = nibble;
        if (nibble == 15) {
            int more;
            do {
                more = inBlock(end);
                length += more;
                if (length > into.limit()) {
                    throw into.tooLarge();
                }
            } while (more == 255);
        }
        return (int) length;
    }

    private void append(int count) throws MalformedBodyException {
        into.room(count);
        System.arraycopy(body, at, into.bytes, into.length, count);
        into.length += count;
        at += count;
    }

    /** Repeats content, its own beginning included where offset is less than count. */
    private void copy(int offset, int count) throws MalformedBodyException {
        into.room(count);
        byte[] bytes = into.bytes;
        int to = into.length;
        int from = to - offset;
        int left = count;
        while (left > 0) {
            // Twice as much each time, as what was copied can be copied from.
            int piece = Math.min(left, to - from);
            System.arraycopy(bytes, from, bytes, to, piece);
            to += piece;
            left -= piece;
        }
        into.length += count;
    }

    private int inBlock(int end) throws MalformedBodyException {
        if (at >= end) {
            throw corrupt("a block is cut off");
        }
        return body[at++] & 0xff;
    }

    private int nextByte() throws MalformedBodyException {
        within(at + 1L);
        return body[at++] & 0xff;
    }

    private int nextInt() throws MalformedBodyException {
        return nextByte() | (nextByte() << 8) | (nextByte() << 16) | (nextByte() << 24);
    }

    private int within(long end) throws MalformedBodyException {
        if (end > body.length) {
            throw corrupt("it is cut off");
        }
        return (int) end;
    }

    private MalformedBodyException corrupt(String why) {
        return new MalformedBodyException(
                Reason.COMPRESSION,
                "body of " + body.length + " B is not lz4 (frame format) as its Content-Encoding says: " + why);
    }
}
