package io.adxflow.job.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.control.DocumentProblem;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.sources.control.DocumentVersion;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of the control API's answers. Errors are problem details (RFC 9457). */
public final class ControlAnswers {
    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})-\\w+\"");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ControlAnswers() {}

    /** A value in JSON, or in YAML where it was asked for. */
    public static WebAnswer of(int status, JsonNode value, @Nullable String accept) {
        return accept != null && accept.contains("yaml")
                ? WebAnswer.of(status, "application/yaml", DocumentTree.yaml(value))
                : WebAnswer.of(status, "application/json", DocumentTree.json(value));
    }

    /**
     * The name of a version for {@code ETag} and {@code If-Match}. With its document's hash, since a number that a failure took back
     * is given again to another document.
     */
    static String tag(DocumentVersion version) {
        return '"' + Long.toString(version.number()) + '-' + version.hash() + '"';
    }

    /** The number in what {@link #tag} made; 0 when it is none of these. */
    static long number(String tag) {
        Matcher matcher = TAG.matcher(tag.strip());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    public static WebAnswer problem(int status, String title, String detail) {
        return problem(status, title, detail, List.of());
    }

    public static WebAnswer problem(int status, String title, String detail, List<DocumentProblem> problems) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        if (!problems.isEmpty()) {
            body.set("problems", problems(problems));
        }
        return WebAnswer.of(status, "application/problem+json", DocumentTree.json(body));
    }

    static ArrayNode problems(List<DocumentProblem> problems) {
        ArrayNode list = JSON.createArrayNode();
        for (DocumentProblem problem : problems) {
            list.addObject()
                    .put("path", problem.path())
                    .put("message", problem.message())
                    .put("hint", problem.hint());
        }
        return list;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ObjectNode version(DocumentVersion version) {
        return JSON.createObjectNode()
                .put("version", version.number())
                .put("hash", version.hash())
                .put("who", version.who())
                .put("when", Instant.ofEpochMilli(version.decidedAtMillis()).toString())
                .put("what", version.what());
    }
}
