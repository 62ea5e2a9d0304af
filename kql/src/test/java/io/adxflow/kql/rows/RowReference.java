package io.adxflow.kql.rows;

import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.functions.KqlFunction;
import java.util.List;
import java.util.Map;

/** What row programs say that they can run, for the reference. */
public final class RowReference {
    private static final RowRefusals REFUSALS = new RowRefusals(new Implementations(Map.of()));

    private RowReference() {}

    /** Whether a function or an operator of values can be run. */
    public static boolean has(KqlFunction function) {
        return REFUSALS.function(function) == null;
    }

    /** Whether an operator of tables can be run. */
    public static boolean hasOperator(String keyword) {
        return REFUSALS.operator(keyword) == null;
    }

    /** The functions that queries do not have. */
    public static List<KqlFunction> ownFunctions() {
        return RowFunctions.builtIn().registry().scalars().stream()
                .filter(function -> FunctionRegistry.builtIn().scalar(function.name()) == null)
                .toList();
    }
}
