package io.adxflow.sinks.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stored functions that come with a database, each a {@code .create-or-alter function} command in a file beside this class. */
public final class Functions {
    private static final List<String> NAMES = List.of("prom_increase", "prom_rate", "prom_delta", "CountCardinality");
    private static final List<String> COMMANDS =
            NAMES.stream().map(Functions::read).toList();

    private static final Pattern DECLARATION = Pattern.compile(
            "\\.create-or-alter function with \\((?:[^\"()]|\"[^\"]*\")*\\)\\s+(\\w+)\\s*(\\([^{]*\\))\\s*(\\{.*\\})\\s*",
            Pattern.DOTALL);

    private Functions() {}

    /** Their names, which no table should have: where both are there, a query means the function. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * What a command declares.
     *
     * @param parameters with their parentheses
     * @param body with its braces
     */
    public record Declaration(String name, String parameters, String body) {}

    /** The same functions without the command around them, in the same order. */
    public static List<Declaration> declarations() {
        return COMMANDS.stream().map(Functions::declaration).toList();
    }

    private static Declaration declaration(String command) {
        Matcher parts = DECLARATION.matcher(command);
        if (!parts.matches()) {
            throw new IllegalStateException("no declaration of a function: " + command);
        }
        return new Declaration(parts.group(1), parts.group(2), parts.group(3));
    }

    /** The commands in the order in which they must run: a function comes after those that it calls. */
    public static List<String> commands() {
        return COMMANDS;
    }

    private static String read(String name) {
        try (InputStream file = Functions.class.getResourceAsStream(name + ".kql")) {
            if (file == null) {
                throw new IllegalStateException("missing resource: " + name + ".kql");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
