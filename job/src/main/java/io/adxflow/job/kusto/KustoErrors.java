package io.adxflow.job.kusto;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.kql.syntax.KqlProblem;
import java.time.Instant;

/** The service's bodies for what it refuses ("HTTP response" of the API's reference; codes as its clients know them). */
final class KustoErrors {
    private static final String TOO_LARGE = "E_QUERY_RESULT_SET_TOO_LARGE";
    private static final JsonMapper JSON = new JsonMapper();

    private KustoErrors() {}

    /**
     * A refused query.
     *
     * @param text of the query, into which the problem points
     */
    static String json(KqlProblem problem, String text, String clientRequestId, String activityId) {
        return switch (problem.kind()) {
            case SYNTAX ->
                json(
                        "General_BadRequest",
                        "SYN0002",
                        "SyntaxException",
                        "Syntax error: Query could not be parsed: SYN0002: " + told(problem, text),
                        clientRequestId,
                        activityId);
            case SEMANTIC, UNSUPPORTED ->
                json(
                        "General_BadRequest",
                        "SEM0100",
                        "SemanticException",
                        "Semantic error: SEM0100: " + told(problem, text),
                        clientRequestId,
                        activityId);
            case LIMIT ->
                json(
                        "LimitsExceeded",
                        limit(problem),
                        "KustoServicePartialQueryFailureLimitsExceededException",
                        partial(problem),
                        clientRequestId,
                        activityId);
        };
    }

    /** A request that is wrong otherwise. */
    static String badRequest(String message, String clientRequestId, String activityId) {
        return json(
                "General_BadRequest",
                "General_BadRequest",
                "KustoBadRequestException",
                message,
                clientRequestId,
                activityId);
    }

    /** What stands where rows or tables are missing. */
    static String partial(KqlProblem problem) {
        return problem.kind() == KqlProblem.Kind.LIMIT
                ? "Query execution has exceeded the allowed limits (" + limit(problem) + "): " + problem.message()
                : "Query execution failed: " + problem.message();
    }

    private static String limit(KqlProblem problem) {
        return problem.message().contains(TOO_LARGE) ? TOO_LARGE : "E_RUNAWAY_QUERY";
    }

    /** What is no fault of who asked. */
    static String internal(String message, String clientRequestId, String activityId) {
        return json(
                "General_InternalServerError",
                "General_InternalServerError",
                "KustoServiceException",
                message,
                clientRequestId,
                activityId);
    }

    private static String told(KqlProblem problem, String text) {
        String where = text.isEmpty()
                ? ""
                : " [line:position=" + problem.span().line(text) + ":"
                        + (problem.span().column(text) - 1) + "]";
        String hint = problem.hint() == null ? "" : " (" + problem.hint() + ")";
        return problem.message() + hint + "." + where + (text.isEmpty() ? "" : ". Query: '" + text + "'");
    }

    private static String json(
            String code,
            String innerCode,
            String innerType,
            String message,
            String clientRequestId,
            String activityId) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("code", code);
        error.put("message", "Request is invalid and cannot be executed.");
        error.put("@type", "Kusto.Data.Exceptions.KustoBadRequestException");
        error.put("@message", "Request is invalid and cannot be processed: " + message);
        error.putObject("@context")
                .put("timestamp", Instant.now().toString())
                .put("serviceAlias", "adxflow")
                .put("clientRequestId", clientRequestId)
                .put("activityId", activityId);
        error.put("@permanent", true);
        error.putObject("innererror")
                .put("code", innerCode)
                .put("message", message)
                .put("@type", "Kusto.Data.Exceptions." + innerType)
                .put("@message", message)
                .put("@permanent", true)
                .put("@errorCode", innerCode)
                .put("@errorMessage", message);
        return root.toString();
    }
}
