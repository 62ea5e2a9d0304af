package io.adxflow.job.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param headers by name
 */
public record WebAnswer(int status, Map<String, String> headers, Buffer body) {
    private static final String TYPE = "Content-Type";

    public WebAnswer {
        headers = Map.copyOf(headers);
    }

    public static WebAnswer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    /** @param text sent as UTF-8 */
    public static WebAnswer of(int status, String contentType, String text) {
        return new WebAnswer(status, Map.of(TYPE, contentType), Buffer.buffer(text));
    }

    public WebAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new WebAnswer(status, more, body);
    }

    /** Sends it; complete when the sender's socket has taken all, or is closed. On the event loop. */
    public Future<Void> send(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        // Of an answer to HEAD the library sends the length and leaves out the bytes.
        return response.end(body);
    }
}
