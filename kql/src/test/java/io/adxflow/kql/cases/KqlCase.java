package io.adxflow.kql.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.kql.types.Column;
import java.util.List;
import java.util.Map;

/**
 * A query and what it must give.
 *
 * @param name file, line and what it is about
 * @param rows expected, values as JSON by column
 * @param note where the expectation comes from: {@code docs: page} or {@code reasoned: why}
 * @param remarks by backend ({@code rows}, {@code sql}) {@code not there}, or {@code differs: how}; {@code ordered} when the order of rows counts
 */
public record KqlCase(
        String name,
        String query,
        List<Column> columns,
        List<List<JsonNode>> rows,
        String note,
        Map<String, String> remarks) {

    /** Whether a backend says that it does not have this: it must refuse it then. */
    public boolean isAbsentIn(String backend) {
        return remarks.getOrDefault(backend, "").startsWith("not there");
    }

    /** Whether a backend says that it answers otherwise: it must do so then. */
    public boolean differsIn(String backend) {
        return remarks.getOrDefault(backend, "").startsWith("differs: ");
    }

    /** Whether the order of rows counts. */
    public boolean isOrdered() {
        return remarks.containsKey("ordered");
    }

    @Override
    public String toString() {
        return name;
    }
}
