package io.adxflow.kql.functions;

import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads signatures as the groups write them.
 *
 * <p>Behind the bar: {@code name=first} ({@link NameRule#FIRST_ARGUMENT}), {@code name=sum_*} (prefix and first argument),
 * {@code name=count_} (the prefix alone), {@code name=only}, {@code name=special},
 * {@code volatile}, {@code tuple=slope:real,line:dynamic} ({@link KqlFunction#tuple()}). Lines that begin with {@code #} are for the reader.
 */
final class Signatures {
    private Signatures() {}

    /** All functions of a group, by name, in order. */
    static Map<String, KqlFunction> read(KqlFunction.Kind kind, String lines) {
        Map<String, KqlFunction> functions = new LinkedHashMap<>();
        for (String line : lines.split("\n")) {
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                KqlFunction one = function(kind, stripped);
                functions.merge(one.name(), one, Signatures::overloaded);
            }
        }
        return functions;
    }

    private static KqlFunction overloaded(KqlFunction first, KqlFunction next) {
        List<Signature> all = new ArrayList<>(first.signatures());
        all.addAll(next.signatures());
        return new KqlFunction(
                first.name(),
                first.kind(),
                all,
                first.naming(),
                first.prefix(),
                first.isVolatile() || next.isVolatile(),
                first.tuple());
    }

    private static KqlFunction function(KqlFunction.Kind kind, String line) {
        String[] halves = line.split("\\|", 2);
        int open = halves[0].indexOf('(');
        int close = halves[0].lastIndexOf(')');
        String name = halves[0].substring(0, open).strip();
        List<Parameter> parameters = parameters(halves[0].substring(open + 1, close));
        ResultRule result =
                result(halves[0].substring(close + 1).replace(":", "").strip());
        NameRule naming = NameRule.NONE;
        String prefix = "";
        boolean isVolatile = false;
        List<Column> tuple = List.of();
        for (String note : halves.length < 2 ? new String[0] : halves[1].strip().split("\\s+")) {
            if (note.equals("volatile")) {
                isVolatile = true;
            } else if (note.startsWith("tuple=")) {
                tuple = tuple(note.substring(6));
            } else if (note.equals("name=first")) {
                naming = NameRule.FIRST_ARGUMENT;
            } else if (note.equals("name=only")) {
                naming = NameRule.ONLY_ARGUMENT;
            } else if (note.equals("name=special")) {
                naming = NameRule.SPECIAL;
            } else if (note.startsWith("name=") && note.endsWith("*")) {
                naming = NameRule.PREFIX_AND_FIRST_ARGUMENT;
                prefix = note.substring(5, note.length() - 1);
            } else if (note.startsWith("name=")) {
                naming = NameRule.PREFIX;
                prefix = note.substring(5);
            } else {
                throw new IllegalArgumentException("'" + note + "' of " + line);
            }
        }
        return new KqlFunction(
                name, kind, List.of(new Signature(parameters, result)), naming, prefix, isVolatile, tuple);
    }

    private static List<Column> tuple(String text) {
        List<Column> columns = new ArrayList<>();
        for (String part : text.split(",")) {
            String[] words = part.split(":");
            columns.add(new Column(words[0], KqlType.valueOf(words[1].toUpperCase(Locale.ROOT))));
        }
        return columns;
    }

    private static List<Parameter> parameters(String list) {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : list.isBlank() ? new String[0] : list.split(",")) {
            String text = part.strip();
            if (text.equals("...")) {
                Parameter last = parameters.remove(parameters.size() - 1);
                parameters.add(new Parameter(last.name(), last.kind(), last.isOptional(), true, last.isConstant()));
                continue;
            }
            boolean optional = text.startsWith("[");
            String[] words = (optional ? text.substring(1, text.length() - 1) : text).split(":");
            String kind = words[1].strip();
            boolean constant = kind.endsWith("!");
            parameters.add(new Parameter(
                    words[0].strip(),
                    ParameterKind.valueOf(kind.replace("!", "").toUpperCase(Locale.ROOT)),
                    optional,
                    false,
                    constant));
        }
        return parameters;
    }

    private static ResultRule result(String text) {
        if (!text.startsWith("$")) {
            return new ResultRule.Fixed(KqlType.valueOf(text.toUpperCase(Locale.ROOT)));
        }
        String rule = text.substring(1);
        return Character.isDigit(rule.charAt(0))
                ? new ResultRule.OfArgument(Integer.parseInt(rule) - 1)
                : new ResultRule.Named(rule);
    }
}
