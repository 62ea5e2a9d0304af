package io.adxflow.job.kusto;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.kql.bind.RenderInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code render} said, as the property of that name tells it to who draws. */
final class Visualization {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> TEXTS =
            List.of("Title", "XColumn", "XTitle", "YTitle", "XAxis", "YAxis", "Legend", "YSplit");
    private static final List<String> LISTS = List.of("Series", "YColumns", "AnomalyColumns");
    private static final List<String> LIMITS = List.of("Ymin", "Ymax", "Xmin", "Xmax");

    private Visualization() {}

    /** JSON text; of a query without {@code render} too, whose values are null. */
    static String of(@Nullable RenderInfo render) {
        Map<String, String> said = render == null ? Map.of() : render.properties();
        ObjectNode json = JSON.createObjectNode();
        json.put("Visualization", render == null ? null : render.kind());
        TEXTS.forEach(key -> json.put(key, said.get(key.toLowerCase(Locale.ROOT))));
        for (String key : LISTS) {
            String names = said.get(key.toLowerCase(Locale.ROOT));
            if (names == null) {
                json.putNull(key);
            } else {
                ArrayNode list = json.putArray(key);
                for (String name : names.split(",", -1)) {
                    list.add(name.strip());
                }
            }
        }
        json.put("Accumulate", Boolean.parseBoolean(said.getOrDefault("accumulate", "false")));
        json.put("IsQuerySorted", false);
        json.put("Kind", said.get("kind"));
        LIMITS.forEach(key -> json.put(key, said.getOrDefault(key.toLowerCase(Locale.ROOT), "NaN")));
        return json.toString();
    }
}
