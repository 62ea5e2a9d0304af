package io.adxflow.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.node.NodeHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Microsoft's own parser of KQL says about a query or a management command.
 *
 * <p>The parser runs in node, in one child process that all calls share and that ends with this process.
 */
public final class KqlDiagnostics {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static @Nullable Parser shared;

    private KqlDiagnostics() {}

    /**
     * One finding.
     *
     * @param severity {@code Error}, {@code Warning}, {@code Suggestion} or {@code Hidden}
     * @param code such as {@code KS142}
     * @param start where in the text, in characters
     * @param length of the text it is about
     */
    public record Diagnostic(String severity, String code, String message, int start, int length) {
        /** Whether the engine would refuse the text. */
        public boolean isError() {
            return severity.equals("Error");
        }
    }

    /** The tables and functions of a database, by which names in a text are resolved. */
    public static final class Schema {
        private final Map<String, String> tables = new LinkedHashMap<>();
        private final List<List<String>> functions = new ArrayList<>();

        /** @param columns as in {@code (a:string, b:long)} */
        public Schema table(String name, String columns) {
            tables.put(name, columns);
            return this;
        }

        /**
         * A stored function.
         *
         * @param parameters as in {@code (from:datetime)}
         * @param body as in <code>{ T | where a > from }</code>
         */
        public Schema function(String name, String parameters, String body) {
            functions.add(List.of(name, parameters, body));
            return this;
        }
    }

    /** Why the parser cannot run here, with what to do about it; null when it can. */
    public static @Nullable String problem() {
        return NodeHome.problem();
    }

    /** What is wrong with the syntax; names are not resolved. */
    public static List<Diagnostic> of(String kql) throws IOException {
        return ask(JSON.createObjectNode().put("kql", kql));
    }

    /** What is wrong with the syntax, the names and the types. */
    public static List<Diagnostic> of(String kql, Schema schema) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("kql", kql);
        ObjectNode tables = request.putObject("tables");
        schema.tables.forEach(tables::put);
        var functions = request.putArray("functions");
        schema.functions.forEach(function -> functions
                .addObject()
                .put("name", function.get(0))
                .put("parameters", function.get(1))
                .put("body", function.get(2)));
        return ask(request);
    }

    private static synchronized List<Diagnostic> ask(ObjectNode request) throws IOException {
        Parser parser = shared;
        if (parser == null || !parser.process.isAlive()) {
            parser = new Parser();
            shared = parser;
        }
        List<Diagnostic> all = new ArrayList<>();
        for (JsonNode one : JSON.readTree(parser.ask(request.toString()))) {
            all.add(new Diagnostic(
                    one.path("severity").asText(),
                    one.path("code").asText(),
                    one.path("message").asText(),
                    one.path("start").asInt(),
                    one.path("length").asInt()));
        }
        return all;
    }

    /** The child process: a line in, a line out. */
    private static final class Parser {
        private final Process process;
        private final OutputStream in;
        private final BufferedReader out;

        Parser() throws IOException {
            process = new ProcessBuilder(NodeHome.command("kql.js", List.of()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = process.getOutputStream();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        String ask(String line) throws IOException {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            String answer = out.readLine();
            if (answer == null) {
                throw new IOException("the KQL parser ended on: " + line);
            }
            return answer;
        }
    }
}
