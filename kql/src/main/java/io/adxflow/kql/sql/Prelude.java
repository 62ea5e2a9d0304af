package io.adxflow.kql.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The macros that SQL of this package may call, from {@code prelude.sql}: made in each connection before a statement that needs them, and only those, as making all of
 * them takes longer than most queries.
 */
public final class Prelude {
    private static final Pattern MACRO = Pattern.compile("\\bkql_\\w+");
    private static final Pattern HEAD = Pattern.compile("CREATE OR REPLACE TEMP MACRO (kql_\\w+)");
    private static final Pattern LET = Pattern.compile("\\bAS\\s+LET\\s+(\\w+(?:\\s*,\\s*\\w+)*)\\s+IN\\b");
    private static final Map<String, String> STATEMENTS = read();
    private static final Map<String, Set<String>> NEEDS = needs();
    private static final MacroWeights WEIGHTS = new MacroWeights(STATEMENTS);

    private Prelude() {}

    private static Map<String, String> read() {
        Map<String, String> statements = new LinkedHashMap<>();
        try (InputStream file = Prelude.class.getResourceAsStream("prelude.sql")) {
            if (file == null) {
                throw new IllegalStateException("missing resource: prelude.sql");
            }
            String text = new String(file.readAllBytes(), UTF_8).replaceAll("(?m)^--.*\n", "");
            for (String statement : text.split(";\\s*\n")) {
                Matcher head = HEAD.matcher(statement);
                if (head.find()) {
                    statements.put(head.group(1), let(head.group(1), statement.strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return statements;
    }

    /**
     * {@code AS LET a, b IN body}: a macro's arguments stand in its body as often as they are named, so that calls within calls would grow without bounds; here they are
     * calculated once, as the parameter of a lambda over a list of one.
     */
    private static String let(String name, String statement) {
        Matcher let = LET.matcher(statement);
        if (!let.find()) {
            return statement;
        }
        String[] arguments = let.group(1).split("\\s*,\\s*");
        String variable = name + "_let";
        boolean one = arguments.length == 1;
        // Texts are passed over, and fields of structures.
        Pattern places = Pattern.compile("'(?:[^']|'')*'|(?<![.\\w])(" + String.join("|", arguments) + ")\\b");
        String body = places.matcher(statement.substring(let.end()))
                .replaceAll(place -> Matcher.quoteReplacement(
                        place.group(1) == null ? place.group() : one ? variable : variable + "." + place.group(1)));
        List<String> fields = new ArrayList<>();
        for (String argument : arguments) {
            fields.add("'" + argument + "': " + argument);
        }
        String bound = one ? arguments[0] : "{" + String.join(", ", fields) + "}";
        return statement.substring(0, let.start()) + "AS list_transform([" + bound + "], lambda " + variable + ": "
                + body + ")[1]";
    }

    private static Map<String, Set<String>> needs() {
        Map<String, Set<String>> needs = new HashMap<>();
        STATEMENTS.forEach((name, statement) -> {
            Set<String> others = named(statement);
            others.remove(name);
            needs.put(name, others);
        });
        return needs;
    }

    private static Set<String> named(String sql) {
        Set<String> names = new LinkedHashSet<>();
        Matcher macros = MACRO.matcher(sql);
        while (macros.find()) {
            if (STATEMENTS.containsKey(macros.group())) {
                names.add(macros.group());
            }
        }
        return names;
    }

    /**
     * The statements that make what a statement calls, in order.
     *
     * @param made the names that the connection has already; those of the result are added
     */
    public static List<String> before(String sql, Set<String> made) {
        List<String> statements = new ArrayList<>();
        named(sql).forEach(name -> add(name, made, statements));
        return statements;
    }

    private static void add(String name, Set<String> made, List<String> statements) {
        if (made.add(name)) {
            NEEDS.getOrDefault(name, Set.of()).forEach(other -> add(other, made, statements));
            statements.add(STATEMENTS.getOrDefault(name, ""));
        }
    }

    /** How long a statement is once its macros are put in. */
    static double length(String sql) {
        return WEIGHTS.of(sql);
    }

    /** All statements, to read the SQL that {@code --explain} shows by hand. */
    public static List<String> all() {
        return List.copyOf(STATEMENTS.values());
    }
}
