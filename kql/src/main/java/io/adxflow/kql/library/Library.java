package io.adxflow.kql.library;

import io.adxflow.kql.values.ValueSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that there are, by name. */
public final class Library {
    private static final Library BUILT_IN = new Library();

    private final Map<String, ScalarFunction> functions = new LinkedHashMap<>();

    private Library() {
        ConversionFunctions.addTo(this);
        TextFunctions.addTo(this);
        SearchFunctions.addTo(this);
        ParseFunctions.addTo(this);
        CefFunctions.addTo(this);
        EncodingFunctions.addTo(this);
        HashFunctions.addTo(this);
        AddressFunctions.addTo(this);
        TimeFunctions.addTo(this);
        MathFunctions.addTo(this);
        ArrayFunctions.addTo(this);
        BagFunctions.addTo(this);
        SetFunctions.addTo(this);
        SeriesElementFunctions.addTo(this);
        SeriesFunctions.addTo(this);
    }

    /** The functions of this engine. */
    public static Library builtIn() {
        return BUILT_IN;
    }

    /** The function of that name; null when there is none. */
    public @Nullable ScalarFunction get(String name) {
        return functions.get(name);
    }

    /** All names. */
    public Set<String> names() {
        return Collections.unmodifiableSet(functions.keySet());
    }

    /** Adds a function that is null when an argument is. */
    void add(String name, ScalarFunction function) {
        addLenient(name, arguments -> {
            for (Object argument : arguments) {
                if (argument == null) {
                    return null;
                }
            }
            return function.call(arguments);
        });
    }

    /** Adds a function that is called with nulls, too. What it makes is null when it is larger than a value may be. */
    void addLenient(String name, ScalarFunction function) {
        ScalarFunction bounded = arguments -> {
            Object value = function.call(arguments);
            return ValueSize.fits(value) ? value : null;
        };
        if (functions.put(name, bounded) != null) {
            throw new IllegalStateException("two functions '" + name + "'");
        }
    }
}
