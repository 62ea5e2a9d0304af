package io.adxflow.kql.rows;

import com.google.re2j.Pattern;
import io.adxflow.kql.library.Library;
import io.adxflow.kql.library.ScalarFunction;
import io.adxflow.kql.rows.nodes.Arithmetic;
import io.adxflow.kql.rows.nodes.Casts;
import io.adxflow.kql.rows.nodes.Choices;
import io.adxflow.kql.rows.nodes.Comparisons;
import io.adxflow.kql.rows.nodes.Constants;
import io.adxflow.kql.rows.nodes.DynamicNode;
import io.adxflow.kql.rows.nodes.Logic;
import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.Paths;
import io.adxflow.kql.rows.nodes.Patterns;
import io.adxflow.kql.rows.nodes.RealNode;
import io.adxflow.kql.rows.nodes.TextNode;
import io.adxflow.kql.rows.nodes.TextTests;
import io.adxflow.kql.rows.nodes.TextTests.Search;
import io.adxflow.kql.rows.nodes.Texts;
import io.adxflow.kql.rows.nodes.Values;
import io.adxflow.kql.rows.nodes.WholeNode;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.Regexes;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Functions and operators by name as nodes: an evaluator of their own for those that rules are made of, the package {@code library} for all others. */
final class Implementations {
    private static final Map<String, Comparisons.Operator> COMPARISONS = Map.of(
            "==", Comparisons.Operator.EQUAL,
            "!=", Comparisons.Operator.NOT_EQUAL,
            "<", Comparisons.Operator.LESS,
            "<=", Comparisons.Operator.LESS_OR_EQUAL,
            ">", Comparisons.Operator.GREATER,
            ">=", Comparisons.Operator.GREATER_OR_EQUAL);
    private static final Map<String, Search> SEARCHES = Map.of(
            "contains", Search.CONTAINS,
            "startswith", Search.STARTS,
            "endswith", Search.ENDS,
            "has", Search.HAS,
            "hasprefix", Search.HAS_PREFIX,
            "hassuffix", Search.HAS_SUFFIX);
    private static final Set<String> OWN = Set.of(
            "and",
            "or",
            "not",
            "negate",
            "+",
            "-",
            "*",
            "/",
            "%",
            "between",
            "!between",
            "in",
            "!in",
            "in~",
            "!in~",
            "has_any",
            "has_all",
            "=~",
            "!~",
            "matches regex",
            "iff",
            "case",
            "coalesce",
            "max_of",
            "min_of",
            "isnull",
            "isnotnull",
            "isempty",
            "isnotempty",
            "around");

    private final Map<String, ScalarFunction> extensions;

    Implementations(Map<String, ScalarFunction> extensions) {
        this.extensions = extensions;
    }

    /** Whether there is one. */
    boolean has(String name) {
        return OWN.contains(name) || COMPARISONS.containsKey(name) || search(name) != null || scalar(name) != null;
    }

    /** The names of all, for the reference. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>(OWN);
        names.addAll(COMPARISONS.keySet());
        for (String search : SEARCHES.keySet()) {
            names.addAll(Set.of(search, "!" + search, search + "_cs", "!" + search + "_cs"));
        }
        names.addAll(Library.builtIn().names());
        return names;
    }

    private @Nullable ScalarFunction scalar(String name) {
        ScalarFunction extension = extensions.get(name);
        return extension != null ? extension : Library.builtIn().get(name);
    }

    private static @Nullable Search search(String name) {
        String positive = name.startsWith("!") ? name.substring(1) : name;
        return SEARCHES.get(positive.endsWith("_cs") ? positive.substring(0, positive.length() - 3) : positive);
    }

    Node node(String name, KqlType type, Node[] a) {
        Comparisons.Operator comparison = COMPARISONS.get(name);
        if (comparison != null) {
            return Comparisons.of(comparison, a[0], a[1]);
        }
        Search search = search(name);
        if (search != null) {
            return TextTests.of(search, Texts.of(a[0]), Texts.of(a[1]), name.endsWith("_cs"), name.startsWith("!"));
        }
        Node own = extensions.containsKey(name) ? null : own(name, type, a);
        return own != null ? own : byFunction(name, type, a);
    }

    private static @Nullable Node own(String name, KqlType type, Node[] a) {
        return switch (name) {
            case "and" ->
                Arrays.stream(a)
                        .reduce((x, y) -> Logic.and((WholeNode) x, (WholeNode) y))
                        .orElseThrow();
            case "or" ->
                Arrays.stream(a)
                        .reduce((x, y) -> Logic.or((WholeNode) x, (WholeNode) y))
                        .orElseThrow();
            case "not" -> Logic.not((WholeNode) a[0]);
            case "negate" -> Arithmetic.negate(a[0]);
            case "+", "-", "*", "/", "%" -> Arithmetic.of(name.charAt(0), a[0], a[1], type);
            case "between", "!between" -> Comparisons.between(a[0], a[1], a[2], name.startsWith("!"));
            case "around" ->
                Comparisons.between(
                        a[0],
                        Arithmetic.of('-', a[1], a[2], a[1].type()),
                        Arithmetic.of('+', a[1], a[2], a[1].type()),
                        false);
            case "=~", "!~" -> TextTests.of(Search.EQUALS, Texts.of(a[0]), Texts.of(a[1]), false, name.startsWith("!"));
            case "iff", "case" -> Choices.cases(type, alike(type, a, 2));
            case "coalesce" -> Choices.coalesce(type, alike(type, a, 1));
            case "max_of", "min_of" -> Choices.extreme(type, alike(type, a, 1), name.startsWith("max"));
            case "isnull", "isnotnull" -> Logic.isNull(a[0], name.equals("isnotnull"));
            case "isempty", "isnotempty" -> Logic.isEmpty(a[0], name.equals("isnotempty"));
            case "bin" -> bin(a);
            case "parse_json" -> a[0] instanceof TextNode text ? Paths.parseJson(text) : null;
            case "array_length" -> a[0] instanceof DynamicNode array ? Paths.arrayLength(array) : null;
            case "gettype" ->
                a[0] instanceof DynamicNode
                        ? null
                        : Constants.of(KqlType.STRING, a[0].type().keyword());
            default -> text(name, type, a);
        };
    }

    private static @Nullable Node text(String name, KqlType type, Node[] a) {
        return switch (name) {
            case "tostring" -> Texts.of(a[0]);
            case "tolong", "toint" -> Casts.toWhole(a[0], type);
            case "toreal" -> Casts.toReal(a[0]);
            case "strcat" -> Texts.concat(Arrays.stream(a).map(Texts::of).toArray(TextNode[]::new));
            case "tolower", "toupper" -> Texts.changeCase(Texts.of(a[0]), name.equals("toupper"));
            case "strlen", "string_size" -> Texts.length(Texts.of(a[0]), name.equals("string_size"));
            case "substring" ->
                Texts.substring(
                        Texts.of(a[0]),
                        (WholeNode) a[1],
                        a.length > 2 ? (WholeNode) a[2] : (WholeNode) Constants.of(KqlType.LONG, Long.MAX_VALUE));
            case "matches regex" ->
                a[1].isConstant()
                        ? Patterns.matches(Texts.of(a[0]), pattern(a[1]))
                        : Patterns.matchesAny(Texts.of(a[0]), Texts.of(a[1]));
            case "extract" ->
                a[0].isConstant() ? Patterns.extract(pattern(a[0]), (WholeNode) a[1], Texts.of(a[2])) : null;
            case "replace_regex" ->
                a[1].isConstant() ? Patterns.replace(Texts.of(a[0]), pattern(a[1]), Texts.of(a[2])) : null;
            // 32 bits of an int, whose sign would fill 64.
            case "tohex" ->
                a[0].type() == KqlType.INT
                        ? byFunction(name, type, a, Library.builtIn().get("tohex32"))
                        : null;
            default -> null;
        };
    }

    private static @Nullable Node bin(Node[] a) {
        boolean alike = (a[0] instanceof WholeNode && a[1] instanceof WholeNode)
                || (a[0] instanceof RealNode && a[1] instanceof RealNode);
        return alike ? Arithmetic.bin(a[0], a[1]) : null;
    }

    /** All from an index on, each at that distance, as the type of the whole: numbers are widened, a dynamic is cast. */
    private static Node[] alike(KqlType type, Node[] nodes, int distance) {
        Node[] result = nodes.clone();
        for (int i = 0; i < nodes.length; i++) {
            boolean isValue = distance == 1 || i % 2 == 1 || i == nodes.length - 1;
            if (isValue && nodes[i].type() != type) {
                Node node = nodes[i];
                result[i] = node.type().isNumeric() && type.isNumeric()
                        ? Casts.widen(node, type)
                        : type == KqlType.STRING ? Texts.of(node) : Values.of(type, node::evalBoxed);
            }
        }
        return result;
    }

    private static Pattern pattern(Node constant) {
        String text = Texts.of(constant).text().string();
        try {
            return Regexes.compile(text);
        } catch (IllegalArgumentException wrong) {
            throw new Refused("the regular expression '" + text + "' cannot be read: " + wrong.getMessage(), text);
        }
    }

    private Node byFunction(String name, KqlType type, Node[] a) {
        return byFunction(name, type, a, scalar(name));
    }

    private static Node byFunction(String name, KqlType type, Node[] a, @Nullable ScalarFunction function) {
        if (function == null) {
            throw new Refused(name + "() is not there in row programs", name);
        }
        @Nullable Object[] arguments = new @Nullable Object[a.length];
        return Values.of(type, () -> {
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = a[i].evalBoxed();
            }
            return function.call(arguments);
        });
    }
}
