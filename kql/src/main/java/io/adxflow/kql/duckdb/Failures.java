package io.adxflow.kql.duckdb;

import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.syntax.TextSpan;
import java.sql.SQLException;
import java.util.Locale;

/** What DuckDB's failures mean to who asked. */
final class Failures {
    private static final TextSpan NOWHERE = new TextSpan(0, 0);

    private Failures() {}

    static KqlException limit(String message) {
        return new KqlException(KqlProblem.Kind.LIMIT, message, NOWHERE, null);
    }

    static KqlException cancelled() {
        return limit("the query was cancelled");
    }

    /** A failure of a statement that was run or read. */
    static KqlException of(SQLException failure, Deadline deadline, boolean cancelled) {
        String message = String.valueOf(failure.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        KqlException problem;
        if (cancelled) {
            problem = cancelled();
        } else if (lower.contains("interrupt")) {
            problem = overTime(deadline);
        } else if (lower.contains("out of memory")) {
            problem = limit("the query needs more memory than it may take: " + firstLine(message));
        } else {
            problem = new KqlException(
                    KqlProblem.Kind.SEMANTIC, "the query failed: " + firstLine(message), NOWHERE, null);
        }
        problem.initCause(failure);
        return problem;
    }

    static KqlException overTime(Deadline deadline) {
        return limit("the query took longer than " + deadline.limit().toSeconds() + " s (option servertimeout)");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
