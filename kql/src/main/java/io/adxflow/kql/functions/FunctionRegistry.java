package io.adxflow.kql.functions;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions, operators, aggregates and window functions that there are, by name. Immutable. */
public final class FunctionRegistry {
    /** Other spellings, which the reference calls obsolete or equal. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("iif", "iff"),
            Map.entry("floor", "bin"),
            Map.entry("todouble", "toreal"),
            Map.entry("toboolean", "tobool"),
            Map.entry("todynamic", "parse_json"),
            Map.entry("parsejson", "parse_json"),
            Map.entry("weekofyear", "week_of_year"),
            Map.entry("base64_encodestring", "base64_encode_tostring"),
            Map.entry("base64_decodestring", "base64_decode_tostring"),
            Map.entry("pack", "bag_pack"),
            Map.entry("pack_dictionary", "bag_pack"),
            Map.entry("notnull", "isnotnull"),
            Map.entry("notempty", "isnotempty"),
            Map.entry("arraylength", "array_length"),
            Map.entry("array_iif", "array_iff"),
            Map.entry("to_utf8", "unicode_codepoints_from_string"),
            Map.entry("make_string", "unicode_codepoints_to_string"),
            Map.entry("extractall", "extract_all"),
            Map.entry("extractjson", "extract_json"),
            Map.entry("parseurl", "parse_url"),
            Map.entry("parseurlquery", "parse_urlquery"),
            Map.entry("array_strcat", "strcat_array"),
            Map.entry("merge_tdigest", "tdigest_merge"));

    private static final FunctionRegistry BUILT_IN = new FunctionRegistry();

    private final Map<String, KqlFunction> operators = new LinkedHashMap<>();
    private final Map<String, KqlFunction> scalars = new LinkedHashMap<>();
    private final Map<String, KqlFunction> aggregates = new LinkedHashMap<>();
    private final Map<String, KqlFunction> windows = new LinkedHashMap<>();

    private FunctionRegistry() {
        List<String> groups = List.of(
                StringFunctions.SIGNATURES,
                DatetimeFunctions.SIGNATURES,
                ConditionalFunctions.SIGNATURES,
                ConversionFunctions.SIGNATURES,
                DynamicFunctions.SIGNATURES,
                MathFunctions.SIGNATURES,
                HashFunctions.SIGNATURES,
                IpFunctions.SIGNATURES,
                SketchFunctions.SIGNATURES,
                SeriesFunctions.SIGNATURES);
        operators.putAll(Signatures.read(KqlFunction.Kind.SCALAR, Operators.SIGNATURES));
        groups.forEach(group -> scalars.putAll(Signatures.read(KqlFunction.Kind.SCALAR, group)));
        aggregates.putAll(Signatures.read(KqlFunction.Kind.AGGREGATE, Aggregates.SIGNATURES));
        windows.putAll(Signatures.read(KqlFunction.Kind.WINDOW, WindowFunctions.SIGNATURES));
    }

    private FunctionRegistry(FunctionRegistry first, KqlFunction.Kind kind, String signatures) {
        operators.putAll(first.operators);
        scalars.putAll(first.scalars);
        aggregates.putAll(first.aggregates);
        windows.putAll(first.windows);
        Signatures.read(kind, signatures).forEach((name, function) -> {
            if (scalar(name) != null || aggregate(name) != null || window(name) != null) {
                throw new IllegalArgumentException("there is a function '" + name + "' already");
            }
            (kind == KqlFunction.Kind.AGGREGATE ? aggregates : scalars).put(name, function);
        });
    }

    /**
     * These functions and other scalar ones.
     *
     * @param signatures one a line, as the package describes them
     * @throws IllegalArgumentException when one has a name that is taken, or cannot be read
     */
    public FunctionRegistry with(String signatures) {
        return new FunctionRegistry(this, KqlFunction.Kind.SCALAR, signatures);
    }

    /** As {@link #with}, other aggregates. */
    public FunctionRegistry withAggregates(String signatures) {
        return new FunctionRegistry(this, KqlFunction.Kind.AGGREGATE, signatures);
    }

    /** The functions of this engine. */
    public static FunctionRegistry builtIn() {
        return BUILT_IN;
    }

    /** An operator by its symbol: {@code +}, {@code has}, {@code negate} for a sign; null when there is none. */
    public @Nullable KqlFunction operator(String symbol) {
        return operators.get(symbol);
    }

    /** A scalar function, by its name or another spelling of it; null when there is none. */
    public @Nullable KqlFunction scalar(String name) {
        return scalars.get(ALIASES.getOrDefault(name, name));
    }

    /** An aggregate, by its name or another spelling of it; null when there is none. */
    public @Nullable KqlFunction aggregate(String name) {
        return aggregates.get(ALIASES.getOrDefault(name, name));
    }

    /** A window function; null when there is none of that name. */
    public @Nullable KqlFunction window(String name) {
        return windows.get(name);
    }

    /** The other spellings of a scalar function or an aggregate, in order. */
    public List<String> aliases(String name) {
        return ALIASES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** All operators. */
    public Collection<KqlFunction> operators() {
        return Collections.unmodifiableCollection(operators.values());
    }

    /** All scalar functions, by group. */
    public Collection<KqlFunction> scalars() {
        return Collections.unmodifiableCollection(scalars.values());
    }

    /** All aggregates. */
    public Collection<KqlFunction> aggregates() {
        return Collections.unmodifiableCollection(aggregates.values());
    }

    /** All window functions. */
    public Collection<KqlFunction> windows() {
        return Collections.unmodifiableCollection(windows.values());
    }
}
