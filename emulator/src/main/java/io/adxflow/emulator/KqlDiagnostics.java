package io.adxflow.emulator;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.emulator.node.NodeHome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks Microsoft's own KQL parser ({@code @kusto/language-service-next}) what it has against queries and commands. It knows a database's
 * tables and functions, so it finds unknown columns and wrong types too; it executes nothing. Needs what {@link NodeHome} asks for.
 */
public final class KqlDiagnostics {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param text what was checked
     * @param start where in it, in chars
     */
    public record Problem(String text, String severity, String code, String message, int start, int length) {
        @Override
        public String toString() {
            return severity + " " + code + ": " + message + " at '" + text.substring(start, start + length) + "' of "
                    + text;
        }
    }

    private record Diagnostic(String severity, String code, String message, int start, int length) {}

    private record Request(String database, Map<String, String> tables, List<String> functions, List<String> texts) {}

    private final String database;
    private final Map<String, String> tables;
    private final List<String> functions;

    /**
     * @param tables columns by table, {@code (Name:type, …)}
     * @param functions their {@code .create-or-alter function} commands
     */
    public KqlDiagnostics(String database, Map<String, String> tables, List<String> functions) {
        this.database = database;
        this.tables = Map.copyOf(tables);
        this.functions = List.copyOf(functions);
    }

    /**
     * All that is wrong with any of the texts, each a query or a command. Starts node once, which takes a second.
     *
     * @throws IOException when node fails, with what it said
     */
    public List<Problem> check(List<String> texts) throws IOException, InterruptedException {
        byte[] request = JSON.writeValueAsBytes(new Request(database, tables, functions, texts));
        // A file, since a child that fails early would leave a pipe of errors that nobody reads.
        Path errors = Files.createTempFile("kql", ".log");
        try {
            Process node = new ProcessBuilder(NodeHome.command("kql.js", List.of()))
                    .redirectError(errors.toFile())
                    .start();
            byte[] answer;
            try (OutputStream in = node.getOutputStream()) {
                in.write(request);
            } catch (IOException e) {
                node.waitFor();
                throw new IOException("KQL parser: " + tail(errors), e);
            }
            answer = node.getInputStream().readAllBytes();
            if (node.waitFor() != 0) {
                throw new IOException("KQL parser: " + tail(errors));
            }
            return problems(texts, JSON.readValue(answer, new TypeReference<List<List<Diagnostic>>>() {}));
        } finally {
            Files.delete(errors);
        }
    }

    private static List<Problem> problems(List<String> texts, List<List<Diagnostic>> diagnostics) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            for (Diagnostic found : diagnostics.get(i)) {
                problems.add(new Problem(
                        texts.get(i), found.severity(), found.code(), found.message(), found.start(), found.length()));
            }
        }
        return problems;
    }

    /** The end of a log: the libraries are one line of megabytes, which node prints when it fails in them. */
    private static String tail(Path log) throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 2_000));
    }
}
