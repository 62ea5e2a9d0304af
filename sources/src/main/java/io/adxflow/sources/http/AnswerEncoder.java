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

/** Turns an {@link Answer} into an HTTP response; the {@link AnswerDialect} says what stands in it. */
final class AnswerEncoder {
    private static final AsciiString BEARER = AsciiString.cached("Bearer realm=\"adxflow\"");
    private static final AsciiString BASIC = AsciiString.cached("Basic realm=\"adxflow\", charset=\"UTF-8\"");
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
    static FullHttpResponse encode(AnswerDialect dialect, Answer answer, Connection connection, int retryAfterSeconds) {
        byte[] body = dialect.body(answer, retryAfterSeconds);
        ByteBuf content = body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        HttpHeaders headers = response.headers();
        dialect.addHeaders(answer, headers);
        if (answer.status() != 204) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, number(content.readableBytes()));
        }
        if (body != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, dialect.contentType());
        }
        if (answer.isComeAgain()) {
            headers.set(HttpHeaderNames.RETRY_AFTER, number(retryAfterSeconds));
        }
        if (answer.status() == 401) {
            headers.add(HttpHeaderNames.WWW_AUTHENTICATE, BEARER);
            headers.add(HttpHeaderNames.WWW_AUTHENTICATE, BASIC);
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

    static String number(long value) {
        return value == 0 ? "0" : Long.toString(value);
    }

    private AnswerEncoder() {}
}
