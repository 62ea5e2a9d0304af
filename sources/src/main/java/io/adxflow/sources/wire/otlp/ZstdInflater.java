package io.adxflow.sources.wire.otlp;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;

/**
 * Decompresses zstd (RFC 8878): all frames of a body, nothing else behind them.
 *
 * <p>In one go, so that the output serves as the window: whatever window a frame asks for costs nothing. Output that does not
 * fit is tried again with twice the room, up to the limit; at most as much work again as the last try.
 */
final class ZstdInflater implements AutoCloseable {
    /** How much a body is taken to hold at first when it claims nothing. */
    private static final int USUAL_RATIO = 16;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    void inflate(byte[] body, ReusedBytes into) throws MalformedBodyException {
        if (body.length == 0) {
            throw corrupt(body, "it is empty");
        }
        long claimed = Zstd.getFrameContentSize(body);
        if (claimed > into.limit()) {
            throw into.tooLarge();
        }
        into.room(claimed > 0 ? claimed : Math.min(into.limit(), (long) USUAL_RATIO * body.length));
        while (!fits(body, into)) {
            if (into.capacity() >= into.limit()) {
                throw into.tooLarge();
            }
            into.room(Math.min(into.limit(), 2L * into.capacity()));
        }
    }

    private boolean fits(byte[] body, ReusedBytes into) throws MalformedBodyException {
        int room = Math.min(into.limit(), into.capacity());
        try {
            into.length = context.decompressByteArray(into.bytes, 0, room, body, 0, body.length);
            return true;
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return false;
            }
            throw corrupt(body, String.valueOf(e.getMessage()));
        }
    }

    private static MalformedBodyException corrupt(byte[] body, String why) {
        return new MalformedBodyException(
                Reason.COMPRESSION, "body of " + body.length + " B is not zstd as its Content-Encoding says: " + why);
    }

    @Override
    public void close() {
        context.close();
    }
}
