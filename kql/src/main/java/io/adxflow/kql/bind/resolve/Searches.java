package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.Operator;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds {@code search}: a union of tables, and a filter over all their texts. */
final class Searches {
    private final Session session;
    private final Scope scope;
    private boolean caseSensitive;

    Searches(Session session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    BoundOperator bind(Operator.Search search, @Nullable BoundOperator input, @Nullable String name) {
        caseSensitive = search.parameters().stream()
                .anyMatch(parameter -> parameter.value().equals("case_sensitive"));
        Unions unions = new Unions(session, scope);
        List<Unions.Branch> branches = new ArrayList<>();
        if (input != null) {
            if (!search.tables().isEmpty()) {
                throw Session.semantic("search in (…) needs no table before it", search.span(), null);
            }
            branches.add(new Unions.Branch(name == null ? "search_arg0" : name, input));
        } else if (search.tables().isEmpty()) {
            branches.addAll(unions.branches(new Expression.Pattern("*", search.span()), 0, false));
        }
        for (Expression table : search.tables()) {
            branches.addAll(unions.branches(table, branches.size(), false));
        }
        Operator.Union union = new Operator.Union(List.of(), search.tables(), search.span());
        BoundOperator all = Unions.named(branches, "$table", union);
        Expressions expressions = new Expressions(session, scope, new Row(all));
        return new BoundOperator.Filter(all, predicate(search.predicate(), expressions));
    }

    private BoundExpression predicate(Expression predicate, Expressions expressions) {
        session.enter(predicate.span());
        BoundExpression bound = dispatch(predicate, expressions);
        session.leave();
        return bound;
    }

    private BoundExpression dispatch(Expression predicate, Expressions expressions) {
        if (predicate instanceof Expression.Group group) {
            return predicate(group.inner(), expressions);
        } else if (predicate instanceof Expression.Chain chain) {
            List<BoundExpression> operands = chain.operands().stream()
                    .map(operand -> predicate(operand, expressions))
                    .toList();
            return new Call(expressions.typing.function(chain.operator()), operands, KqlType.BOOL);
        } else if (predicate instanceof Expression.Pattern pattern
                && pattern.pattern().equals("*")) {
            return new Constant(KqlType.BOOL, true);
        } else if (predicate instanceof Expression.Literal literal && literal.type() == KqlType.STRING) {
            return anyColumn(String.valueOf(literal.value()), literal.span(), expressions);
        } else if (predicate instanceof Expression.Binary binary
                && binary.operator().equals(":")) {
            return ofColumn(binary, expressions);
        }
        return expressions.bindBool(predicate);
    }

    private BoundExpression ofColumn(Expression.Binary binary, Expressions expressions) {
        if (!(binary.right() instanceof Expression.Literal literal) || literal.type() != KqlType.STRING) {
            throw Session.semantic("expected a text behind ':'", binary.right().span(), null);
        }
        String term = String.valueOf(literal.value());
        if (binary.left() instanceof Expression.Pattern) {
            return anyColumn(term, literal.span(), expressions);
        }
        BoundExpression column = expressions.bind(binary.left());
        if (column.type() != KqlType.STRING && column.type() != KqlType.DYNAMIC) {
            throw Session.semantic(
                    "':' looks into a string, not a " + column.type().keyword(),
                    binary.operatorSpan(),
                    "write == for other types");
        }
        return term(expressions.typing.text(column), term, expressions.typing);
    }

    private BoundExpression anyColumn(String term, TextSpan span, Expressions expressions) {
        return new AnyColumn(expressions).any(text -> term(text, term, expressions.typing), span);
    }

    /** {@code "x"} has a term, {@code "x*"} has a prefix, {@code "*x"} has a suffix, {@code "*x*"} contains; a star in the middle stands for anything. */
    private BoundExpression term(BoundExpression text, String term, Typing typing) {
        String suffix = caseSensitive ? "_cs" : "";
        boolean starts = term.startsWith("*") && term.length() > 1;
        boolean ends = term.endsWith("*") && term.length() > 1;
        String inner = term.substring(starts ? 1 : 0, term.length() - (ends ? 1 : 0));
        if (term.equals("*") || inner.isEmpty()) {
            return new Constant(KqlType.BOOL, true);
        }
        if (inner.indexOf('*') >= 0) {
            return regex(text, term, typing);
        }
        String operator = starts && ends ? "contains" : starts ? "hassuffix" : ends ? "hasprefix" : "has";
        return new Call(
                typing.function(operator + suffix), List.of(text, new Constant(KqlType.STRING, inner)), KqlType.BOOL);
    }

    private BoundExpression regex(BoundExpression text, String term, Typing typing) {
        StringBuilder pattern = new StringBuilder(caseSensitive ? "" : "(?i)");
        pattern.append(term.startsWith("*") ? "" : "\\b");
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) || c == '_' || c == ' ';
            pattern.append(c == '*' ? ".*" : plain ? String.valueOf(c) : "\\" + c);
        }
        pattern.append(term.endsWith("*") ? "" : "\\b");
        return new Call(
                typing.function("matches regex"),
                List.of(text, new Constant(KqlType.STRING, pattern.toString())),
                KqlType.BOOL);
    }
}
