package io.adxflow.sources.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * Turns an {@link Answer} into an HTTP response. The counts of what was written are in every answer, zeros included: remote
 * write 2.0 wants them, and a sender takes their absence for a receiver that does not know 2.0.
 */
final class AnswerEncoder {
    private static final AsciiString SAMPLES = AsciiString.cached("X-Prometheus-Remote-Write-Samples-Written");
    private static final AsciiString HISTOGRAMS = AsciiString.cached("X-Prometheus-Remote-Write-Histograms-Written");
    private static final AsciiString EXEMPLARS = AsciiString.cached("X-Prometheus-Remote-Write-Exemplars-Written");
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    private static final AsciiString POST = AsciiString.cached("POST");

    /** How the connection goes on after an answer. */
    enum Connection {
        CLOSE,
        /** HTTP/1.1 keeps connections without saying so. */
        KEEP,
        /** HTTP/1.0 keeps them only when both sides say so. */
        KEEP_SAYING_SO
    }

    /** @param retryAfterSeconds told with 503 and 429 */
    static FullHttpResponse encode(Answer answer, Connection connection, int retryAfterSeconds) {
        boolean bodiless = answer.status() == 204 || answer.message() == null;
        ByteBuf content = bodiless
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(String.valueOf(answer.message()).getBytes(StandardCharsets.UTF_8));
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        HttpHeaders headers = response.headers();
        headers.set(SAMPLES, number(answer.samples()));
        headers.set(HISTOGRAMS, number(answer.histograms()));
        headers.set(EXEMPLARS, number(answer.exemplars()));
        if (answer.status() != 204) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, number(content.readableBytes()));
        }
        if (!bodiless) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, TEXT);
        }
        if (answer.status() == 503 || answer.status() == 429) {
            headers.set(HttpHeaderNames.RETRY_AFTER, number(retryAfterSeconds));
        }
        if (answer.status() == 405) {
            headers.set(HttpHeaderNames.ALLOW, POST);
        }
        switch (connection) {
            case CLOSE -> headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            case KEEP_SAYING_SO -> headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            case KEEP -> {}
        }
        return response;
    }

    private static String number(long value) {
        return value == 0 ? "0" : Long.toString(value);
    }

    private AnswerEncoder() {}
}
