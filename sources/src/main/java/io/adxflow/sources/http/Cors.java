package io.adxflow.sources.http;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** What browsers ask and are told when a page's script sends (Fetch standard, section "CORS protocol"). Without credentials. */
final class Cors {
    private static final int MAX_AGE_SECONDS = 7200;
    private static final int MAX_NAMES_CHARS = 1024;

    private Cors() {}

    /** The page's origin, when it is allowed; null when it is not, or nobody asks. */
    static @Nullable String allowedOrigin(HttpRequest request, CorsOrigins allowed) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        return origin != null && allowed.allow(origin) ? origin : null;
    }

    /** Whether the browser asks beforehand if a page may send. */
    static boolean isPreflight(HttpRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Yes, with whatever headers the page wants to send: those that mean nothing here do nothing. */
    static FullHttpResponse preflightAnswer(HttpRequest request, String origin) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        HttpHeaders headers = response.headers();
        addHeaders(headers, origin);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, HttpMethod.POST);
        String names = request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        if (names != null && names.length() <= MAX_NAMES_CHARS && names.matches("[A-Za-z0-9!#$%&'*+.^_`|~, -]+")) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, AnswerEncoder.number(MAX_AGE_SECONDS));
        return response;
    }

    /** Lets the page see the answer. */
    static void addHeaders(HttpHeaders headers, String origin) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, HttpHeaderNames.RETRY_AFTER);
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
    }
}
