package io.adxflow.job.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Reads a request to its end before anything is done about it, keeping as much as its limit allows. What is larger is refused at once
 * (413), and the rest is thrown away as it comes, so that the answer is not lost to a reset.
 */
public final class RequestBody implements Handler<RoutingContext> {
    private static final String KEY = RequestBody.class.getName();

    private final int limitBytes;

    RequestBody(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** The body of a request, empty when it has none. */
    public static Buffer of(RoutingContext context) {
        Buffer body = context.get(KEY);
        return body == null ? Buffer.buffer() : body;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String upgrade = request.getHeader("Upgrade");
        if (upgrade != null && upgrade.equalsIgnoreCase("websocket")) {
            // What follows is another protocol. Others that are offered, as HTTP/2 by Java's client, are not taken up.
            context.next();
            return;
        }
        String expect = request.getHeader("Expect");
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            context.response().writeContinue();
        }
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            if (context.response().ended()) {
                return;
            }
            if (body.length() + piece.length() > limitBytes) {
                WebAnswer.text(413, "body: larger than " + limitBytes + " bytes\n")
                        .send(context);
            } else {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(whole -> {
            if (context.response().ended()) {
                WebListener.answered(context);
            } else {
                context.put(KEY, body);
                context.next();
            }
        });
        request.exceptionHandler(broken -> {
            var unused = request.connection().close();
        });
    }
}
