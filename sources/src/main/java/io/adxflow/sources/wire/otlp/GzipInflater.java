package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses gzip (RFC 1952): all members of a body, their checksums and sizes checked, nothing else behind them. */
final class GzipInflater implements AutoCloseable {
    private static final int FIXED_HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    /** Bytes that deflate can make of one at most. */
    private static final int DENSEST = 1032;

    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA_FIELD = 4;
    private static final int FILE_NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();

    void inflate(byte[] body, ReusedBytes into) throws MalformedBodyException {
        int at = 0;
        do {
            at = inflateMember(body, header(body, at), into);
        } while (at < body.length);
    }

    /** Reads a member's header (section 2.3) and returns the position behind it. */
    private int header(byte[] body, int start) throws MalformedBodyException {
        if (body.length - start < FIXED_HEADER_BYTES || body[start] != 0x1F || body[start + 1] != (byte) 0x8B) {
            throw corrupt(body, start == 0 ? "it does not begin with a gzip header" : "garbage behind byte " + start);
        }
        int flags = body[start + 3];
        if (body[start + 2] != DEFLATE || (flags & RESERVED) != 0) {
            throw corrupt(body, "its header names an unknown method or flag");
        }
        int at = start + FIXED_HEADER_BYTES;
        if ((flags & EXTRA_FIELD) != 0) {
            at = within(body, at + 2);
            at = within(body, at + unsignedShort(body, at - 2));
        }
        if ((flags & FILE_NAME) != 0) {
            at = behindText(body, at);
        }
        if ((flags & COMMENT) != 0) {
            at = behindText(body, at);
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            int end = within(body, at + 2);
            checksum.reset();
            checksum.update(body, start, at - start);
            if ((checksum.getValue() & 0xFFFF) != unsignedShort(body, at)) {
                throw corrupt(body, "the header's checksum is wrong");
            }
            at = end;
        }
        return at;
    }

    private static int behindText(byte[] body, int start) throws MalformedBodyException {
        int at = start;
        while (within(body, at + 1) > 0 && body[at] != 0) {
            at++;
        }
        return at + 1;
    }

    /** Inflates what stands at a position, checks it against the trailer behind it, and returns the position behind that. */
    private int inflateMember(byte[] body, int start, ReusedBytes into) throws MalformedBodyException {
        int contentStart = into.length;
        makeRoom(body, start, into);
        inflater.reset();
        inflater.setInput(body, start, body.length - start);
        try {
            while (!inflater.finished()) {
                // One byte of the padding more than the content may have tells content that ends here from content that
                // goes on.
                int room = into.capacity() - into.length;
                int count = inflater.inflate(into.bytes, into.length, room + 1);
                if (count == 0 && !inflater.finished()) {
                    throw corrupt(body, "it is cut off");
                }
                into.room(count);
                into.length += count;
            }
        } catch (DataFormatException e) {
            throw corrupt(body, "its data is damaged");
        }
        int trailer = body.length - inflater.getRemaining();
        int end = within(body, trailer + TRAILER_BYTES);
        checksum.reset();
        checksum.update(into.bytes, contentStart, into.length - contentStart);
        if ((int) checksum.getValue() != readInt(body, trailer)
                || into.length - contentStart != readInt(body, trailer + 4)) {
            throw corrupt(body, "checksum or size is wrong");
        }
        return end;
    }

    /** Makes room for what the body's last bytes claim, if they can be believed, so that it need not be moved again and again. */
    private static void makeRoom(byte[] body, int start, ReusedBytes into) throws MalformedBodyException {
        int compressed = body.length - TRAILER_BYTES - start;
        long claimed = compressed > 0 ? Integer.toUnsignedLong(readInt(body, body.length - 4)) : 0;
        if (claimed <= (long) DENSEST * compressed && into.length + claimed <= into.limit()) {
            into.room(claimed);
        }
    }

    private static int within(byte[] body, int end) throws MalformedBodyException {
        if (end > body.length) {
            throw corrupt(body, "it is cut off");
        }
        return end;
    }

    private static int unsignedShort(byte[] body, int at) {
        return (body[at] & 0xFF) | (body[at + 1] & 0xFF) << 8;
    }

    private static int readInt(byte[] body, int at) {
        return unsignedShort(body, at) | unsignedShort(body, at + 2) << 16;
    }

    private static MalformedBodyException corrupt(byte[] body, String why) {
        return new MalformedBodyException(
                Reason.COMPRESSION, "body of " + body.length + " B is not gzip as its Content-Encoding says: " + why);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
