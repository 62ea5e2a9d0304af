package io.adxflow.kql.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long SQL is once its macros are put in: DuckDB does so before it counts any memory, and an argument stands as often as the body names it, so that calls within
 * calls may grow beyond all bounds.
 */
final class MacroWeights {
    private static final Pattern PARAMETERS = Pattern.compile("MACRO \\w+\\(([^)]*)\\) AS");

    /** Of a macro: the length of its body, and how often each parameter stands in it, both with all other macros put in. */
    private record Macro(double length, double[] uses) {}

    private final Map<String, Macro> macros = new HashMap<>();

    /** @param statements by name, each behind those that it calls */
    MacroWeights(Map<String, String> statements) {
        statements.forEach((name, statement) -> {
            Matcher head = PARAMETERS.matcher(statement);
            if (head.find()) {
                String[] parameters = head.group(1).split("\\s*,\\s*");
                String body = statement.substring(head.end());
                double[] uses = new double[parameters.length];
                for (int i = 0; i < parameters.length; i++) {
                    // A parameter's uses are what a very long argument adds to the length, in its lengths.
                    String marked = body.replaceAll("(?<![.\\w'])" + parameters[i] + "\\b", MARK);
                    uses[i] = Math.round((weigh(marked, MARK_LENGTH) - weigh(marked, 0)) / MARK_LENGTH);
                }
                macros.put(name, new Macro(weigh(body, 0), uses));
            }
        });
    }

    private static final String MARK = "\u0001";
    private static final double MARK_LENGTH = 1e6;

    /** The length of a statement. */
    double of(String sql) {
        return weigh(sql, 0);
    }

    private double weigh(String sql, double mark) {
        return new Reader(sql, mark).length(false);
    }

    /** Reads SQL once from left to right. */
    private final class Reader {
        private final String sql;
        private final double mark;
        private int at;

        Reader(String sql, double mark) {
            this.sql = sql;
            this.mark = mark;
        }

        /** The length up to the end, or to the comma or parenthesis that ends an argument. */
        double length(boolean isArgument) {
            double length = 0;
            int open = 0;
            while (at < sql.length()) {
                char c = sql.charAt(at);
                if (c == '\'' || c == '"') {
                    length += text(c);
                } else if (Character.isJavaIdentifierStart(c)) {
                    length += word();
                } else {
                    if (isArgument && open == 0 && (c == ',' || c == ')')) {
                        return length;
                    }
                    open += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
                    length += c == MARK.charAt(0) ? mark : 1;
                    at++;
                }
            }
            return length;
        }

        private double text(char quote) {
            int begin = at++;
            while (at < sql.length() && sql.charAt(at) != quote) {
                at++;
            }
            at++;
            return at - begin;
        }

        private double word() {
            int begin = at;
            while (at < sql.length()
                    && Character.isJavaIdentifierPart(sql.charAt(at))
                    && sql.charAt(at) != MARK.charAt(0)) {
                at++;
            }
            if (at == begin) {
                at++;
                return mark;
            }
            Macro macro = macros.get(sql.substring(begin, at));
            if (macro == null || at >= sql.length() || sql.charAt(at) != '(') {
                return at - begin;
            }
            List<Double> arguments = new ArrayList<>();
            while (at < sql.length() && sql.charAt(at) != ')') {
                at++;
                arguments.add(length(true));
            }
            at++;
            double length = macro.length();
            for (int i = 0; i < Math.min(arguments.size(), macro.uses().length); i++) {
                length += macro.uses()[i] * arguments.get(i);
            }
            return length;
        }
    }
}
