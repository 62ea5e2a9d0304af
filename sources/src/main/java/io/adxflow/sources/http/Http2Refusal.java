package io.adxflow.sources.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/**
 * The answer, in HTTP/2 (RFC 9113), to a sender that begins with HTTP/2 where HTTP/1.1 is spoken: its client shows the words, or
 * goes on with HTTP/1.1 as the code asks it to.
 */
final class Http2Refusal {
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int HTTP_1_1_REQUIRED = 13;
    private static final String WORDS =
            "HTTP/2: not spoken at this address (expected: HTTP/1.1; OTLP/gRPC has an address of its own, see ingest.otlp-grpc)";

    private Http2Refusal() {}

    /** Whether this is the first half of the client's preface (section 3.4), which looks like a request. */
    static boolean isDue(HttpRequest head) {
        return head.decoderResult().isSuccess()
                && head.method().name().equals("PRI")
                && head.uri().equals("*")
                && head.protocolVersion().majorVersion() == 2;
    }

    static RequestGate.Refused refused() {
        return new RequestGate.Refused(Refusal.HTTP_VERSION, WORDS);
    }

    /** A server's preface, and the end of the connection. */
    static ByteBuf frames() {
        byte[] words = WORDS.getBytes(StandardCharsets.US_ASCII);
        ByteBuf frames = Unpooled.buffer();
        frame(frames, SETTINGS, 0);
        frame(frames, GOAWAY, 8 + words.length);
        // No stream was taken up.
        return frames.writeInt(0).writeInt(HTTP_1_1_REQUIRED).writeBytes(words);
    }

    private static void frame(ByteBuf into, int type, int payloadBytes) {
        into.writeMedium(payloadBytes).writeByte(type).writeByte(0).writeInt(0);
    }
}
