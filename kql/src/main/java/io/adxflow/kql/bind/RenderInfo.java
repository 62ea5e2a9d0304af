package io.adxflow.kql.bind;

import java.util.Map;

/**
 * What {@code render} said.
 *
 * @param kind {@code timechart}, {@code barchart} …
 * @param properties by lower-case name, such as {@code title}, {@code xcolumn}, {@code ycolumns} (names joined by commas), as text
 */
public record RenderInfo(String kind, Map<String, String> properties) {
    public RenderInfo {
        properties = Map.copyOf(properties);
    }
}
