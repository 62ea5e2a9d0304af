package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Binds what is asked of any column: {@code * has "x"}, and the terms of {@code search}. Columns of texts and of dynamic values are looked into. */
final class AnyColumn {
    private final Expressions expressions;

    AnyColumn(Expressions expressions) {
        this.expressions = expressions;
    }

    /** Whether a test is true for any of the columns. */
    BoundExpression any(UnaryOperator<BoundExpression> test, TextSpan span) {
        Row row = expressions.row;
        if (row == null) {
            throw Session.semantic("there are no columns here", span, null);
        }
        List<BoundExpression> tests = new ArrayList<>();
        for (int i = 0; i < row.schema.size(); i++) {
            KqlType type = row.schema.get(i).type();
            boolean own = row.schema.get(i).name().equals("$table");
            if ((type == KqlType.STRING || type == KqlType.DYNAMIC) && !own) {
                ColumnRef column = new ColumnRef(i, row.schema.get(i).name(), type);
                tests.add(test.apply(expressions.typing.text(column)));
            }
        }
        if (tests.isEmpty()) {
            return new BoundExpression.Constant(KqlType.BOOL, false);
        }
        return tests.size() == 1 ? tests.get(0) : new Call(expressions.typing.function("or"), tests, KqlType.BOOL);
    }
}
