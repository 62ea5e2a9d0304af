package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.InQuery;
import io.adxflow.kql.bind.BoundExpression.Path;
import io.adxflow.kql.bind.BoundExpression.ToScalar;
import io.adxflow.kql.bind.BoundExpression.WindowCall;
import io.adxflow.kql.library.ScalarFunction;
import io.adxflow.kql.rows.nodes.Casts;
import io.adxflow.kql.rows.nodes.Constants;
import io.adxflow.kql.rows.nodes.DynamicNode;
import io.adxflow.kql.rows.nodes.Membership;
import io.adxflow.kql.rows.nodes.Node;
import io.adxflow.kql.rows.nodes.Paths;
import io.adxflow.kql.rows.nodes.TextNode;
import io.adxflow.kql.rows.nodes.TextTests;
import io.adxflow.kql.rows.nodes.Texts;
import io.adxflow.kql.rows.nodes.Values;
import io.adxflow.kql.rows.nodes.WholeNode;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.TextConversion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes nodes of bound expressions over a frame. A call whose arguments are the same for every record is calculated at once. */
final class ExpressionCompiler {
    private final Implementations functions;
    private final ConstantQueries queries;

    ExpressionCompiler(Implementations functions, ConstantQueries queries) {
        this.functions = functions;
        this.queries = queries;
    }

    Node compile(BoundExpression expression, Frame frame) {
        if (expression instanceof BoundExpression.Constant constant) {
            return Constants.of(constant.type(), BoxedValues.toLibrary(constant.type(), constant.value()));
        }
        if (expression instanceof BoundExpression.ColumnRef column) {
            return frame.columns().get(column.index());
        }
        if (expression instanceof BoundExpression.Cast cast) {
            Node operand = compile(cast.operand(), frame);
            return folded(Casts.widen(operand, cast.type()), operand);
        }
        if (expression instanceof Path path) {
            Node target = compile(path.target(), frame);
            Node key = compile(path.key(), frame);
            return folded(Paths.of(asDynamic(target), key), target, key);
        }
        if (expression instanceof Call call) {
            Node[] arguments =
                    call.arguments().stream().map(one -> compile(one, frame)).toArray(Node[]::new);
            return folded(call(call, arguments), arguments);
        }
        if (expression instanceof ToScalar scalar) {
            List<@Nullable Object> column = queries.firstColumn(scalar.query());
            return Constants.of(scalar.type(), column.isEmpty() ? null : column.get(0));
        }
        if (expression instanceof InQuery in) {
            return inList(in.function().name(), compile(in.operand(), frame), queries.firstColumn(in.query()));
        }
        WindowCall window = (WindowCall) expression;
        throw new Refused(
                window.function().name() + "() needs the rows around, which a row program does not see",
                window.function().name());
    }

    /** A boolean over a frame. */
    WholeNode predicate(BoundExpression expression, Frame frame) {
        return (WholeNode) compile(expression, frame);
    }

    private static Node folded(Node node, Node... arguments) {
        return !node.isConstant() && Arrays.stream(arguments).allMatch(Node::isConstant)
                ? Constants.of(node.type(), node.evalBoxed())
                : node;
    }

    private static DynamicNode asDynamic(Node node) {
        return node instanceof DynamicNode dynamic
                ? dynamic
                : (DynamicNode) Values.of(KqlType.DYNAMIC, node::evalBoxed);
    }

    private Node call(Call call, Node[] arguments) {
        String name = call.function().name();
        KqlType type = call.type();
        switch (name) {
            case "in", "!in", "in~", "!in~", "has_any", "has_all" -> {
                Node[] list = Arrays.copyOfRange(arguments, 1, arguments.length);
                return Arrays.stream(list).allMatch(Node::isConstant)
                        ? inList(name, arguments[0], flattened(list))
                        : inNodes(name, arguments[0], list);
            }
            case "extract", "extract_json" -> {
                // What typeof(…) asks for is the type of the call.
                Node[] plain = Arrays.copyOf(arguments, name.equals("extract") ? 3 : 2);
                Node text = functions.node(name, KqlType.STRING, plain);
                return type == KqlType.STRING ? text : converted(text, type);
            }
            default -> {
                return functions.node(name, type, arguments);
            }
        }
    }

    private static Node converted(Node text, KqlType type) {
        return Values.of(type, () -> {
            String found = Conversions.toText(text.evalBoxed());
            return found.isEmpty() ? null : TextConversion.to(type, found);
        });
    }

    private static List<@Nullable Object> flattened(Node[] list) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Node node : list) {
            Object value = node.evalBoxed();
            if (value instanceof List<?> several) {
                values.addAll(several);
            } else {
                values.add(node instanceof TextNode ? Conversions.toText(value) : value);
            }
        }
        return values;
    }

    private static Node inList(String name, Node operand, List<@Nullable Object> list) {
        boolean ignoreCase = name.endsWith("~");
        if (name.startsWith("has_")) {
            String[] needles = list.stream().map(Conversions::toText).toArray(String[]::new);
            return TextTests.ofList(
                    TextTests.Search.HAS, Texts.of(operand), needles, false, name.equals("has_all"), false);
        }
        return Membership.ofConstants(ignoreCase ? Texts.of(operand) : operand, list, ignoreCase, name.startsWith("!"));
    }

    /** Needles times letters that one look at a list that is data may take. */
    private static final long MOST_WORK = 1L << 28;

    private static Node inNodes(String name, Node operand, Node[] list) {
        if (!name.startsWith("has_")) {
            return Membership.ofNodes(operand, list, name.endsWith("~"), name.startsWith("!"));
        }
        TextNode haystack = Texts.of(operand);
        boolean all = name.equals("has_all");
        ScalarFunction test = values -> {
            String[] needles = flattened(list).stream().map(Conversions::toText).toArray(String[]::new);
            TextNode text = (TextNode) Constants.of(KqlType.STRING, values[0]);
            if ((long) needles.length * text.text().string().length() > MOST_WORK) {
                return null;
            }
            return TextTests.ofList(TextTests.Search.HAS, text, needles, false, all, false)
                    .evalBoxed();
        };
        return Values.of(KqlType.BOOL, () -> test.call(new @Nullable Object[] {haystack.evalBoxed()}));
    }
}
