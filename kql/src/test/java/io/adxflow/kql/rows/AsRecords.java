package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundExpression.Call;
import io.adxflow.kql.bind.BoundExpression.Cast;
import io.adxflow.kql.bind.BoundExpression.ColumnRef;
import io.adxflow.kql.bind.BoundExpression.Constant;
import io.adxflow.kql.bind.BoundExpression.Path;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.NamedExpression;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a query over literal rows into one over records, so that evaluators are used and nothing is calculated beforehand: literal rows become records, the constants of
 * {@code print} become fields of one.
 */
final class AsRecords {
    private final List<Column> fields = new ArrayList<>();
    private final List<@Nullable Object> constants = new ArrayList<>();
    private @Nullable Schema schema;
    private List<List<@Nullable Object>> rows = List.of();

    /** A query over records, and the records. */
    record Rewritten(BoundOperator operator, Schema schema, List<List<@Nullable Object>> records) {}

    /** @return null when the query has other sources */
    static @Nullable Rewritten of(BoundOperator operator) {
        AsRecords rewriting = new AsRecords();
        BoundOperator result = rewriting.operator(operator);
        if (result == null) {
            return null;
        }
        Schema schema = rewriting.schema != null ? rewriting.schema : new Schema(rewriting.fields);
        List<List<@Nullable Object>> records = new ArrayList<>(rewriting.rows);
        if (rewriting.schema == null) {
            records.add(rewriting.constants);
        }
        return new Rewritten(result, schema, records);
    }

    private @Nullable BoundOperator operator(BoundOperator operator) {
        if (operator instanceof BoundOperator.Rows literal) {
            schema = literal.schema();
            rows = literal.rows();
            return new BoundOperator.Table("record", RowProgram.SOURCE, schema);
        }
        if (operator instanceof BoundOperator.Project project && project.input() instanceof BoundOperator.OneRow) {
            List<NamedExpression> outputs = project.outputs().stream()
                    .map(one -> new NamedExpression(one.name(), field(one.expression())))
                    .toList();
            return new BoundOperator.Project(
                    new BoundOperator.Table("record", RowProgram.SOURCE, new Schema(fields)), outputs);
        }
        BoundOperator input =
                operator.inputs().size() == 1 ? operator(operator.inputs().get(0)) : null;
        if (input == null) {
            return null;
        }
        if (operator instanceof BoundOperator.Filter filter) {
            return new BoundOperator.Filter(input, filter.predicate());
        }
        if (operator instanceof BoundOperator.Project project) {
            return new BoundOperator.Project(input, project.outputs());
        }
        if (operator instanceof BoundOperator.MvExpand expand) {
            return new BoundOperator.MvExpand(
                    input,
                    expand.items(),
                    expand.arraysOfPairs(),
                    expand.indexColumn(),
                    expand.rowLimit(),
                    expand.schema());
        }
        if (operator instanceof BoundOperator.Parse parse) {
            return new BoundOperator.Parse(
                    input,
                    parse.kind(),
                    parse.flags(),
                    parse.source(),
                    parse.parts(),
                    parse.dropFailed(),
                    parse.schema());
        }
        return operator instanceof BoundOperator.ParseKv parse
                ? new BoundOperator.ParseKv(input, parse.source(), parse.keys(), parse.options(), parse.schema())
                : null;
    }

    private BoundExpression field(BoundExpression expression) {
        if (expression instanceof Constant constant && constant.type() != KqlType.UNKNOWN) {
            fields.add(new Column("f" + fields.size(), constant.type()));
            constants.add(constant.value());
            return new ColumnRef(fields.size() - 1, "f" + (fields.size() - 1), constant.type());
        }
        if (expression instanceof Cast cast) {
            return new Cast(field(cast.operand()), cast.type());
        }
        if (expression instanceof Path path) {
            return new Path(field(path.target()), field(path.key()));
        }
        if (expression instanceof Call call) {
            return new Call(
                    call.function(), call.arguments().stream().map(this::field).toList(), call.type());
        }
        return expression;
    }
}
