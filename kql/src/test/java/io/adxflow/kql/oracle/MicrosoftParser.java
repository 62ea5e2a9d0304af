package io.adxflow.kql.oracle;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.types.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Microsoft's own parser and binder ({@code @kusto/language-service-next}), in a node process per question. It executes nothing. The emulator's folder has the package.
 */
final class MicrosoftParser {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Problem(String severity, String code, String message, int start, int length) {}

    record Result(List<List<String>> columns, boolean open) {}

    record Answer(List<Problem> problems, List<Result> results, String failure) {
        /** Whether it has nothing against a text but warnings. */
        boolean accepts() {
            return failure == null
                    && problems.stream().noneMatch(one -> one.severity().equals("Error"));
        }

        String shown() {
            return failure != null ? failure : problems.toString();
        }
    }

    private record Function(String name, String parameters, String body) {}

    private record Database(String name, Map<String, String> tables, List<Function> functions) {}

    private record Request(List<Database> databases, List<String> texts) {}

    private MicrosoftParser() {}

    /** Why it cannot be asked here; null when it can. */
    static String problem() {
        if (!Files.isDirectory(modules().resolve("@kusto"))) {
            return "no Node.js packages in " + modules();
        }
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0 ? null : "node does not start";
        } catch (IOException e) {
            return "no node: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Path modules() {
        return Path.of(System.getProperty("adxflow.root", "..")).resolve("emulator/azurite/node_modules");
    }

    /** What it says to each text, with a catalog's tables and functions before its eyes. */
    static List<Answer> ask(MapCatalog catalog, List<String> texts) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kql");
        Path script = folder.resolve("oracle.js");
        Path errors = folder.resolve("errors.log");
        try {
            try (InputStream in = MicrosoftParser.class.getResourceAsStream("/io/adxflow/kql/oracle.js")) {
                Files.copy(in, script);
            }
            ProcessBuilder builder = new ProcessBuilder("node", "--stack-size=4000", script.toString());
            builder.environment().put("NODE_PATH", modules().toAbsolutePath().toString());
            Process node = builder.redirectError(errors.toFile()).start();
            try {
                byte[] request = JSON.writeValueAsBytes(new Request(databases(catalog), texts));
                try (OutputStream out = node.getOutputStream()) {
                    out.write(request);
                }
                byte[] answer = node.getInputStream().readAllBytes();
                if (node.waitFor() != 0) {
                    String log = Files.readString(errors);
                    throw new IOException("node: " + log.substring(Math.max(0, log.length() - 2_000)));
                }
                return JSON.readValue(answer, new TypeReference<List<Answer>>() {});
            } finally {
                node.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(script);
            Files.deleteIfExists(errors);
            Files.delete(folder);
        }
    }

    private static List<Database> databases(MapCatalog catalog) {
        List<Database> databases = new ArrayList<>();
        for (String name : catalog.databaseNames()) {
            Catalog.Database database = catalog.database(name);
            Map<String, String> tables = new LinkedHashMap<>();
            for (String table : database.tableNames()) {
                Schema schema = database.table(table);
                tables.put(table, schema.toString());
            }
            List<Function> functions = new ArrayList<>();
            for (String function : database.functionNames()) {
                Catalog.StoredFunction stored = database.function(function);
                functions.add(new Function(stored.name(), stored.parameters(), stored.body()));
            }
            databases.add(new Database(name, tables, functions));
        }
        return databases;
    }
}
