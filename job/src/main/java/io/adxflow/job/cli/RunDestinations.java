package io.adxflow.job.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a run delivers to, kept in its data folder ({@code destinations.json}) for the commands that look for its tables: they are told
 * the folder and not the configuration. Holds no secrets.
 */
final class RunDestinations {
    private static final String FILE = "destinations.json";
    private static final String DIRECTORY = "directory";
    private static final JsonMapper JSON = new JsonMapper();

    private RunDestinations() {}

    /** Writes down what the configuration says. */
    static void write(Path data, PipelineConfig config) throws IOException {
        Map<String, Map<String, String>> destinations = new TreeMap<>();
        for (MonikerSpec moniker : config.monikers().values()) {
            Map<String, String> destination = new TreeMap<>();
            destination.put("kind", moniker.kind());
            for (String key : List.of("path", "endpoint")) {
                String value = moniker.options().get(key);
                if (value != null) {
                    destination.put(key, value);
                }
            }
            destinations.put(moniker.name(), destination);
        }
        Path part = data.resolve("." + FILE);
        JSON.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), destinations);
        Files.move(part, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The folder of the tables of a run: its own, or that of its only destination that is one.
     *
     * @throws CliException when its destinations are elsewhere, or several
     */
    static Path tables(Path data) throws IOException, CliException {
        Map<String, Map<String, String>> destinations = read(data.resolve(FILE));
        Map<String, Path> folders = folders(destinations, data);
        Path tables = tables(destinations, folders, data);
        if (tables != null) {
            return tables;
        }
        String described = destinations.entrySet().stream()
                .map(entry -> "  " + entry.getKey() + ": " + entry.getValue().get("kind") + " "
                        + entry.getValue().getOrDefault("path", entry.getValue().getOrDefault("endpoint", "")))
                .collect(Collectors.joining("\n"));
        throw new CliException(
                ExitCodes.FAILED,
                (folders.isEmpty()
                                ? "the run in " + data + " keeps no tables in a folder; its destinations are:\n"
                                : "the run in " + data + " has several folders of tables; name one by --path:\n")
                        + described
                        + (folders.isEmpty() ? "\nAsk there; a stand-in is asked by query --adx-emulator." : ""));
    }

    /** As {@link #tables}, but null when its destinations are elsewhere, or several. */
    static @Nullable Path tablesIfAny(Path data) throws IOException {
        Map<String, Map<String, String>> destinations = read(data.resolve(FILE));
        return tables(destinations, folders(destinations, data), data);
    }

    private static @Nullable Path tables(
            Map<String, Map<String, String>> destinations, Map<String, Path> folders, Path data) {
        Path usual = usual(data);
        if (destinations.isEmpty() || folders.containsValue(usual)) {
            return usual;
        }
        return folders.size() == 1 ? folders.values().iterator().next() : null;
    }

    /** Folders of tables by moniker. */
    private static Map<String, Path> folders(Map<String, Map<String, String>> destinations, Path data) {
        Map<String, Path> folders = new TreeMap<>();
        destinations.forEach((moniker, destination) -> {
            if (DIRECTORY.equals(destination.get("kind"))) {
                String path = destination.get("path");
                folders.put(moniker, path == null ? usual(data) : Path.of(path.replaceFirst("^file:(//)?", "")));
            }
        });
        return folders;
    }

    private static Path usual(Path data) {
        return data.resolve("tables");
    }

    private static Map<String, Map<String, String>> read(Path file) throws IOException {
        return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<>() {}) : Map.of();
    }
}
