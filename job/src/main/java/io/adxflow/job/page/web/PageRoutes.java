package io.adxflow.job.page.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.page.model.Graph;
import io.adxflow.job.page.model.GraphText;
import io.adxflow.job.page.model.PipelineModel;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebWorkers;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The page at {@code /}, and the pipeline's state below {@code /api/v1/status} and {@code /api/v1/graph}. Only reads. */
public final class PageRoutes implements Routes {
    /** By this much of the path's beginning these routes are told from others. */
    private static final String STATUS = "/api/v1/status";

    private static final int DEFAULT_TOP = 12;
    private static final int MAX_TOP = 200;
    private static final String JSON_TYPE = "application/json";

    private final PipelineModel model;
    private final JsonMapper json = JsonMapper.builder().build();
    private final PageFiles files = new PageFiles();
    private final String index;

    /** @param index what {@code /} says to who does not read HTML */
    public PageRoutes(PipelineModel model, String index) {
        this.model = model;
        this.index = index;
    }

    @Override
    public void addTo(Router router, WebWorkers workers) {
        for (String path : files.paths()) {
            router.get(path).handler(context -> {
                if (path.equals("/") && !wantsHtml(context)) {
                    WebAnswer.text(200, index).send(context);
                } else {
                    files.get(path, context.request().getHeader("If-None-Match"))
                            .send(context);
                }
            });
        }
        router.get(STATUS).handler(workers.answering(context -> json(model.now().status())));
        router.get(STATUS + "/tables").handler(workers.answering(context -> tables(context, model.now())));
        router.get("/api/v1/graph").handler(workers.answering(context -> graph(context, model.now())));
        router.get(STATUS + "/events").handler(new PageEvents(model, json)::open);
    }

    private static boolean wantsHtml(RoutingContext context) {
        String accept = context.request().getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    private WebAnswer json(Object value) {
        try {
            return WebAnswer.of(200, JSON_TYPE, json.writeValueAsString(value)).with("Cache-Control", "no-store");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebAnswer graph(RoutingContext context, PipelineModel.Seen seen) {
        Integer top = number(context, "top", DEFAULT_TOP, MAX_TOP);
        if (top == null) {
            return WebAnswer.text(400, "top: expected a whole number from 0 to " + MAX_TOP + "\n");
        }
        Graph graph = seen.graph(top);
        String format = text(context, "format", "json");
        return switch (format) {
            case "json" -> json(graph);
            case "dot" -> WebAnswer.of(200, "text/vnd.graphviz; charset=utf-8", GraphText.dot(graph));
            case "mermaid" -> WebAnswer.of(200, "text/plain; charset=utf-8", GraphText.mermaid(graph));
            default -> WebAnswer.text(400, "format: expected json, dot or mermaid\n");
        };
    }

    private WebAnswer tables(RoutingContext context, PipelineModel.Seen seen) {
        String sort = text(context, "sort", "rate");
        if (!TableQuery.SORTS.containsKey(sort)) {
            return WebAnswer.text(400, "sort: expected one of " + TableQuery.SORTS.keySet() + "\n");
        }
        Integer offset = number(context, "offset", 0, Integer.MAX_VALUE);
        Integer limit = number(context, "limit", 50, TableQuery.MAX_LIMIT);
        if (offset == null || limit == null) {
            return WebAnswer.text(
                    400, "offset, limit: expected whole numbers, limit up to " + TableQuery.MAX_LIMIT + "\n");
        }
        boolean descending = !text(context, "order", "desc").equals("asc");
        TableQuery query = new TableQuery(text(context, "search", ""), sort, descending, offset, limit);

        return json(query.of(seen.tables()));
    }

    private static String text(RoutingContext context, String name, String otherwise) {
        String value = context.request().getParam(name);
        return value == null ? otherwise : value;
    }

    /** Null when it is no number from 0 to the highest. */
    private static @Nullable Integer number(RoutingContext context, String name, int otherwise, int highest) {
        String value = context.request().getParam(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            return number < 0 || number > highest ? null : (Integer) number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
