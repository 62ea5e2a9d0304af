package io.adxflow.kql.syntax;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when a query is not understood, with the problem and its position. Unchecked: it passes through trees of lambdas. */
public final class KqlException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient KqlProblem problem;

    public KqlException(KqlProblem problem) {
        super(problem.hint() == null ? problem.message() : problem.message() + "; " + problem.hint());
        this.problem = problem;
    }

    public KqlException(KqlProblem.Kind kind, String message, TextSpan span, @Nullable String hint) {
        this(new KqlProblem(kind, message, span, hint));
    }

    /** What is wrong, and where. */
    public KqlProblem problem() {
        return problem;
    }
}
