package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.syntax.Expression;
import io.adxflow.kql.syntax.Nearest;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;

/** Names with {@code *} in them. */
final class Patterns {
    private Patterns() {}

    /** Whether a name fits a pattern in which {@code *} stands for any letters. Linear in both. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** The positions of the columns that a name or a pattern means, in the table's order; at least one. */
    static List<Integer> columns(Expression pattern, Schema schema) {
        List<Integer> found = new ArrayList<>();
        if (pattern instanceof Expression.Pattern star) {
            for (int i = 0; i < schema.size(); i++) {
                if (matches(star.pattern(), schema.get(i).name())) {
                    found.add(i);
                }
            }
            if (found.isEmpty()) {
                throw Session.semantic("no column is called '" + star.pattern() + "'", star.span(), null);
            }
            return found;
        }
        found.add(column(pattern, schema));
        return found;
    }

    /** The position of the column of that name. */
    static int column(Expression expression, Schema schema) {
        Expression at = expression;
        while (at instanceof Expression.Group group) {
            at = group.inner();
        }
        if (!(at instanceof Expression.Name name)) {
            throw Session.semantic("expected the name of a column", expression.span(), null);
        }
        int index = schema.indexOf(name.name());
        if (index < 0) {
            List<String> names =
                    schema.columns().stream().map(column -> column.name()).toList();
            throw Session.semantic(
                    "there is no column '" + name.name() + "'",
                    name.span(),
                    Session.didYouMean(Nearest.of(name.name(), names)));
        }
        return index;
    }
}
