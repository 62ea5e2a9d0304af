package io.adxflow.kql.rows;

import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.library.ScalarFunction;
import java.util.HashMap;
import java.util.Map;

/**
 * The scalar functions that a program may call: those of the language, and those that the caller adds, such as {@code redact} or
 * {@code hash_hmac}. What is added must be deterministic and total, and is called by many threads. Immutable.
 */
public final class RowFunctions {
    /** What Data Collection Rules have beside the language, or still write in an older spelling. */
    private static final String OF_COLLECTION_RULES =
            """
            parse_cef_dictionary(cef: text): dynamic
            replace(regex: text!, rewrite: text!, source: text): string
            """;

    private static final RowFunctions BUILT_IN =
            new RowFunctions(FunctionRegistry.builtIn().with(OF_COLLECTION_RULES), Map.of());

    private final FunctionRegistry registry;
    private final Map<String, ScalarFunction> added;

    private RowFunctions(FunctionRegistry registry, Map<String, ScalarFunction> added) {
        this.registry = registry;
        this.added = Map.copyOf(added);
    }

    /** Those of the language alone. */
    public static RowFunctions builtIn() {
        return BUILT_IN;
    }

    /**
     * These and another one.
     *
     * @param signature such as {@code redact(kind: text!, source: text): string}; {@code !} asks for a constant
     *     (see {@link io.adxflow.kql.functions})
     * @throws IllegalArgumentException when there is a function of that name, or the signature cannot be read
     */
    public RowFunctions with(String signature, ScalarFunction function) {
        int open = signature.indexOf('(');
        if (open <= 0) {
            throw new IllegalArgumentException(
                    "a signature is name(parameter: type, …): type, not '" + signature + "'");
        }
        Map<String, ScalarFunction> all = new HashMap<>(added);
        all.put(signature.substring(0, open).strip(), function);
        return new RowFunctions(registry.with(signature), all);
    }

    FunctionRegistry registry() {
        return registry;
    }

    Map<String, ScalarFunction> added() {
        return added;
    }
}
