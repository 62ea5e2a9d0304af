package io.adxflow.sinks.kusto.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The stored functions that come with a database, each a {@code .create-or-alter function} command in a file beside this class. */
public final class Functions {
    private static final List<String> NAMES = List.of("prom_increase", "prom_rate", "prom_delta", "CountCardinality");
    private static final List<String> COMMANDS =
            NAMES.stream().map(Functions::read).toList();

    private Functions() {}

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
