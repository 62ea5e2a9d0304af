package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.Binder;
import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.library.ScalarFunction;
import io.adxflow.kql.rows.nodes.Scope;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Schema;
import java.time.Instant;
import java.util.Map;

/**
 * A pipeline over one record, such as {@code source | where Severity > 8 | extend Host = tostring(Attributes.host)}. The record is the table {@link #SOURCE}. Immutable; each thread
 * has a {@link RowRunner} of its own.
 *
 * <p>Accepts a superset of what Data Collection Rules accept as {@code transformKql}: see docs/kql.md.
 */
public final class RowProgram {
    /** What a program calls the record. */
    public static final String SOURCE = "source";

    private final BoundOperator operator;
    private final Map<String, ScalarFunction> extensions;

    RowProgram(BoundOperator operator, Map<String, ScalarFunction> extensions) {
        this.operator = operator;
        this.extensions = extensions;
    }

    /**
     * Binds a program to the schema of its records and compiles it once, so that every problem is found here.
     *
     * @throws KqlException with the first problem, and where it is in the text
     */
    public static RowProgram bind(String text, Schema record) {
        return bind(text, record, RowFunctions.builtIn());
    }

    /** As {@link #bind(String, Schema)}, with further functions. */
    public static RowProgram bind(String text, Schema record, RowFunctions functions) {
        MapCatalog catalog = new MapCatalog("record").table("record", SOURCE, record);
        RowRefusals refusals = new RowRefusals(new Implementations(functions.added()));
        BoundQuery query = Binder.bind(
                text, new BindRequest(catalog, Instant.EPOCH, Map.of(), refusals, null, functions.registry()));
        if (query.results().size() != 1) {
            throw new KqlException(
                    KqlProblem.Kind.UNSUPPORTED,
                    "a row program has one result, this text has "
                            + query.results().size(),
                    new TextSpan(0, text.length()),
                    null);
        }
        RowProgram program = new RowProgram(query.results().get(0).operator(), functions.added());
        try {
            program.runner();
        } catch (Refused refused) {
            throw refused.in(text);
        }
        return program;
    }

    /** What it runs. */
    BoundOperator operator() {
        return operator;
    }

    /** The columns of the rows that it makes. */
    public Schema schema() {
        return operator.schema();
    }

    /**
     * Which column of the record a column of the rows is, unchanged.
     *
     * @return -1 when it is calculated
     */
    public int sourceOf(int column) {
        BoundOperator at = operator;
        int position = column;
        while (true) {
            if (at instanceof BoundOperator.Table) {
                return position;
            }
            if (at instanceof BoundOperator.Project project) {
                if (!(project.outputs().get(position).expression() instanceof BoundExpression.ColumnRef reference)) {
                    return -1;
                }
                position = reference.index();
                at = project.input();
            } else if (at instanceof BoundOperator.Filter filter) {
                at = filter.input();
            } else {
                return -1;
            }
        }
    }

    /** A runner, for one thread. */
    public RowRunner runner() {
        Scope scope = new Scope(null);
        PipelineCompiler compiler = new PipelineCompiler(new Implementations(extensions), scope);
        return new RowRunner(next -> compiler.compile(operator, next), scope);
    }
}
