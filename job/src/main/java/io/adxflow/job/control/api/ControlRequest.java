package io.adxflow.job.control.api;

import io.adxflow.job.web.RequestBody;
import io.adxflow.job.web.WebListener;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one request says, read on the event loop and then used by any thread.
 *
 * @param section of the path, empty for the whole document
 * @param name of the path, empty for a section or the whole
 * @param database in which a list's tables are to be; null for all
 * @param version of a table; null for the newest
 */
record ControlRequest(
        String section,
        String name,
        String body,
        @Nullable String accept,
        @Nullable String contentType,
        @Nullable String ifMatch,
        @Nullable String idempotencyKey,
        @Nullable String undelivered,
        @Nullable String database,
        @Nullable String version,
        boolean dryRun,
        String who) {

    static ControlRequest of(RoutingContext context) {
        var request = context.request();
        String agent = request.getHeader("User-Agent");
        String remote =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        return new ControlRequest(
                param(context, "section"),
                param(context, "name"),
                RequestBody.of(context).toString(StandardCharsets.UTF_8),
                request.getHeader("Accept"),
                request.getHeader("Content-Type"),
                request.getHeader("If-Match"),
                request.getHeader("Idempotency-Key"),
                request.getParam("undelivered"),
                request.getParam("database"),
                request.getParam("version"),
                "true".equals(request.getParam("dry-run")),
                who(WebListener.caller(context), "api " + remote + (agent == null ? "" : " " + agent)));
    }

    private static String who(String proved, String told) {
        return proved.isEmpty() ? told : proved + " (" + told + ")";
    }

    private static String param(RoutingContext context, String name) {
        String value = context.pathParam(name);
        return value == null ? "" : value;
    }
}
