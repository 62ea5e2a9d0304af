package io.adxflow.kql.oracle;

import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.functions.Parameter;
import io.adxflow.kql.functions.Signature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Queries that call every function there is: as its signatures say, with a column of each type in each place, and with an argument too few and too many. */
final class FunctionCalls {
    /** A column of each type of the table A. */
    private static final List<String> COLUMNS = List.of("vb", "vi", "vl", "vr", "vd", "vt", "vs", "vx", "vg", "vy");

    private FunctionCalls() {}

    static Set<String> queries() {
        FunctionRegistry registry = FunctionRegistry.builtIn();
        Set<String> queries = new LinkedHashSet<>();
        registry.scalars().forEach(function -> calls(function).forEach(call -> queries.add("A | project " + call)));
        registry.aggregates()
                .forEach(function -> calls(function).forEach(call -> queries.add("A | summarize " + call)));
        registry.windows()
                .forEach(function -> calls(function).forEach(call -> queries.add("A | serialize | project " + call)));
        return queries;
    }

    private static Set<String> calls(KqlFunction function) {
        Set<String> calls = new LinkedHashSet<>();
        for (Signature signature : function.signatures()) {
            List<String> fitting = new ArrayList<>();
            for (Parameter parameter : signature.parameters()) {
                fitting.add(argument(function, parameter));
            }
            int least = signature.minArguments();
            for (int count = Math.max(0, least - 1); count <= fitting.size(); count++) {
                calls.add(call(function, fitting.subList(0, count)));
            }
            List<String> more = new ArrayList<>(fitting);
            more.add(fitting.isEmpty() ? "1" : fitting.get(fitting.size() - 1));
            calls.add(call(function, more));
            for (int place = 0; place < fitting.size(); place++) {
                for (String column : COLUMNS) {
                    List<String> changed = new ArrayList<>(fitting);
                    changed.set(place, column);
                    calls.add(call(function, changed));
                }
            }
        }
        return calls;
    }

    private static String call(KqlFunction function, List<String> arguments) {
        return function.name() + "(" + String.join(", ", arguments) + ")";
    }

    private static String argument(KqlFunction function, Parameter parameter) {
        boolean part =
                function.name().startsWith("datetime_") && parameter.name().equals("part");
        if (part) {
            return "\"day\"";
        }
        if (parameter.isConstant()) {
            return switch (parameter.kind()) {
                case BOOL -> "true";
                case DYNAMIC -> "dynamic([1])";
                case INTEGER, LONG, INT, NUMBER, REAL -> "1";
                case SCALAR -> "1";
                default -> "\"a\"";
            };
        }
        return switch (parameter.kind()) {
            case BOOL -> "vb";
            case INT -> "vi";
            case LONG, INTEGER, NUMBER, SPAN, SUMMABLE, ORDERABLE, INTEGER_OR_DYNAMIC, NUMBER_OR_BOOL -> "vl";
            case REAL -> "vr";
            case DECIMAL -> "vd";
            case DATETIME -> "vt";
            case TIMESPAN -> "vs";
            case STRING, TEXT, SCALAR, SIMPLE, NOT_REAL_OR_BOOL -> "vx";
            case GUID -> "vg";
            case DYNAMIC -> "vy";
            case TYPE -> "typeof(long)";
        };
    }
}
