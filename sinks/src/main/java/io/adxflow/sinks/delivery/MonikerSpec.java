package io.adxflow.sinks.delivery;

import java.io.Serializable;
import java.util.Map;

/**
 * A named destination as configured.
 *
 * @param kind which implementation delivers to it, for example {@code directory}
 * @param options what that kind needs, by key, values as text
 */
public record MonikerSpec(String name, String kind, Map<String, String> options) implements Serializable {}
