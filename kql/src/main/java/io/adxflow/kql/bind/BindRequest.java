package io.adxflow.kql.bind;

import io.adxflow.kql.functions.FunctionRegistry;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a text is bound against.
 *
 * @param now the value of {@code now()} in the whole text
 * @param parameters values of {@code declare query_parameters} by name, each the text of a literal: {@code datetime(2026-01-01)}
 * @param refusals what who runs the query cannot do, although the language can; {@link Refusals#NONE} for all of it
 * @param functions which functions there are
 * @param probe where {@code pivot} and {@code bag_unpack} learn their columns; null when there is no data to ask
 */
public record BindRequest(
        Catalog catalog,
        Instant now,
        Map<String, String> parameters,
        Refusals refusals,
        @Nullable DataProbe probe,
        FunctionRegistry functions) {
    public BindRequest {
        parameters = Map.copyOf(parameters);
    }

    /** With the functions of this engine. */
    public BindRequest(
            Catalog catalog,
            Instant now,
            Map<String, String> parameters,
            Refusals refusals,
            @Nullable DataProbe probe) {
        this(catalog, now, parameters, refusals, probe, FunctionRegistry.builtIn());
    }

    /** Without parameters, refusals and data. */
    public BindRequest(Catalog catalog, Instant now) {
        this(catalog, now, Map.of(), Refusals.NONE, null);
    }
}
