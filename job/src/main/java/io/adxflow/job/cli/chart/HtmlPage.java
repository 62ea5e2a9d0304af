package io.adxflow.job.cli.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Column;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page of a query's results, with Chart.js within it, so that it shows the same wherever and whenever it is opened. */
public final class HtmlPage {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LIBRARY = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    /** A browser draws more, but nobody reads it. */
    private static final int MOST_ROWS = 10_000;

    private HtmlPage() {}

    /** One result, ready for the page's script. */
    public record Section(ObjectNode data) {}

    /** Reads a result to its end: as a chart when there is a {@code render}, else as a table. */
    public static Section section(ResultTable table) {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", table.name());
        if (table.render() != null) {
            chart(node, ChartData.of(table));
        } else {
            table(node, table);
        }
        return new Section(node);
    }

    private static void chart(ObjectNode node, ChartData data) {
        node.put("kind", data.kind())
                .put("title", data.title())
                .put("axis", data.axisName())
                .put("time", data.isTime());
        ArrayNode places = node.putArray("places");
        ArrayNode numbers = node.putArray("numbers");
        data.axis().forEach(place -> {
            places.add(place.text());
            numbers.add(place.number());
        });
        ArrayNode series = node.putArray("series");
        for (Map.Entry<String, List<@Nullable Double>> one : data.series().entrySet()) {
            ArrayNode values = series.addObject().put("label", one.getKey()).putArray("values");
            one.getValue().forEach(values::add);
        }
    }

    private static void table(ObjectNode node, ResultTable table) {
        node.put("kind", "table");
        ArrayNode columns = node.putArray("columns");
        for (Column column : table.schema().columns()) {
            columns.add(column.name());
        }
        ArrayNode rows = node.putArray("rows");
        long count = 0;
        for (; table.next(); count++) {
            if (count < MOST_ROWS) {
                ArrayNode row = rows.addArray();
                for (int i = 0; i < table.schema().size(); i++) {
                    row.add(Cells.text(table, i));
                }
            }
        }
        node.put("more", Math.max(0, count - MOST_ROWS));
    }

    /** The whole page. */
    public static String of(String query, List<Section> sections) throws IOException {
        ArrayNode data = JSON.createArrayNode();
        sections.forEach(section -> data.add(section.data()));
        return resource("page.html")
                .replace("@query@", escaped(query.strip()))
                // Nothing in the data may end the script that it stands in.
                .replace("@data@", data.toString().replace("<", "\\u003c"))
                .replace("@script@", resource("page.js"))
                .replace("@library@", resource(LIBRARY).replace("</script", "<\\/script"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = HtmlPage.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("missing resource: " + name);
            }
            return new String(file.readAllBytes(), UTF_8);
        }
    }
}
