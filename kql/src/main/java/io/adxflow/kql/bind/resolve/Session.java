package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.Refusals;
import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.TextSpan;
import io.adxflow.kql.types.Datetime;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What one call of the binder shares: what it is asked for, how deep it is, how large the result has grown. */
final class Session {
    /** Levels of expressions, subqueries and functions inside one another: what the stack of a thread bears. */
    private static final int MAX_DEPTH = 600;

    /** Steps of binding: what let statements and functions expand to. */
    private static final int MAX_STEPS = 200_000;

    private static final int MAX_FUNCTION_DEPTH = 64;

    final BindRequest request;
    final FunctionRegistry functions;
    final long nowTicks;

    /** Stored functions whose bodies are being bound, innermost last. */
    private final Deque<String> calls = new ArrayDeque<>();

    private final Measure measure = new Measure();
    private int depth;
    private int steps;
    private int ids;

    Session(BindRequest request) {
        this.request = request;
        this.functions = request.functions();
        this.nowTicks = Datetime.ticks(request.now());
    }

    /** One level deeper; {@link #leave} goes back. */
    void enter(TextSpan span) {
        if (++depth > MAX_DEPTH) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "more than " + MAX_DEPTH + " levels of expressions and functions inside one another",
                    span,
                    null);
        }
        if (++steps > MAX_STEPS) {
            throw tooLarge(span);
        }
    }

    void leave() {
        depth--;
    }

    /** Counts what a name stands for, each time it is used. */
    void use(Object bound, TextSpan span) {
        Measure.Size size = measure.of(bound);
        steps += size.nodes();
        if (steps > MAX_STEPS) {
            throw tooLarge(span);
        }
        if (size.height() > MAX_DEPTH) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "what let statements and functions stand for is more than " + MAX_DEPTH + " levels deep",
                    span,
                    null);
        }
    }

    private static KqlException tooLarge(TextSpan span) {
        return new KqlException(
                KqlProblem.Kind.LIMIT,
                "the query expands to more than " + MAX_STEPS + " expressions",
                span,
                "a name that let made is calculated at each place where it is used; use it less often");
    }

    void enterFunction(String name, TextSpan span) {
        if (calls.contains(name)) {
            throw new KqlException(KqlProblem.Kind.SEMANTIC, "the function '" + name + "' calls itself", span, null);
        }
        if (calls.size() >= MAX_FUNCTION_DEPTH) {
            throw new KqlException(
                    KqlProblem.Kind.LIMIT,
                    "more than " + MAX_FUNCTION_DEPTH + " functions call one another",
                    span,
                    null);
        }
        calls.addLast(name);
    }

    void leaveFunction() {
        calls.removeLast();
    }

    int nextId() {
        return ids++;
    }

    /** Throws when who runs the query has no such function. */
    KqlFunction allowed(KqlFunction function, TextSpan span) {
        String reason = refusals().function(function);
        if (reason != null) {
            throw new KqlException(KqlProblem.Kind.UNSUPPORTED, "'" + function.name() + "' " + reason, span, null);
        }
        return function;
    }

    /** Throws when who runs the query has no such operator. */
    void allowedOperator(String keyword, TextSpan span) {
        String reason = refusals().operator(keyword);
        if (reason != null) {
            throw new KqlException(KqlProblem.Kind.UNSUPPORTED, "the operator '" + keyword + "' " + reason, span, null);
        }
    }

    private Refusals refusals() {
        return request.refusals();
    }

    static KqlException semantic(String message, TextSpan span, @Nullable String hint) {
        return new KqlException(KqlProblem.Kind.SEMANTIC, message, span, hint);
    }

    static KqlException unsupported(String message, TextSpan span, @Nullable String hint) {
        return new KqlException(KqlProblem.Kind.UNSUPPORTED, message, span, hint);
    }

    static @Nullable String didYouMean(@Nullable String near) {
        return near == null ? null : "did you mean '" + near + "'?";
    }
}
