package io.adxflow.job.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Microsoft's clients for Python and Node.js, as they are: fetched into {@code target/} once; where they cannot be had, told and skipped. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ScriptClientsTest {
    private static final String PYTHON_CLIENT = "azure-kusto-data==6.0.4";
    private static final String NODE_CLIENT = "azure-kusto-data@7.0.4";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path root;

    private ServedFolder served;

    @BeforeEach
    void start() throws Exception {
        served = new ServedFolder(root, ServedFolder.SETTINGS);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private record Ran(int exit, String output) {}

    private Ran run(Path folder, int seconds, String... command) throws IOException, InterruptedException {
        File output = root.resolve("output.txt").toFile();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
        } catch (IOException missing) {
            return new Ran(-1, String.valueOf(missing.getMessage()));
        }
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return new Ran(ended ? process.exitValue() : -1, Files.readString(output.toPath()));
    }

    /** Skips the test unless the command succeeds. */
    private void need(Path folder, String... command) throws Exception {
        Ran ran = run(folder, 150, command);
        Assumptions.assumeTrue(ran.exit() == 0, String.join(" ", command) + ": " + ran.output());
    }

    /** A folder into which a client was fetched whole, by this test or an earlier one. */
    private Path fetched(String name, Fetch fetch) throws Exception {
        Path folder =
                Files.createDirectories(Path.of(System.getProperty("adxflow.root"), "job", "target", "clients", name)
                        .toAbsolutePath());
        Path whole = folder.resolve("whole");
        if (!Files.exists(whole)) {
            fetch.into(folder);
            Files.createFile(whole);
        }
        return folder;
    }

    @FunctionalInterface
    private interface Fetch {
        void into(Path folder) throws Exception;
    }

    private List<JsonNode> told(Path folder, String... command) throws Exception {
        Ran ran = run(folder, 120, command);
        assertThat(ran.exit()).as(ran.output()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ran.output().lines().filter(line -> !line.isBlank()).toList()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines).as(ran.output()).hasSize(6);
        return lines;
    }

    private Path script(String name) throws IOException {
        Path copy = root.resolve(name);
        try (var in = getClass().getResourceAsStream("/clients/" + name)) {
            Files.copy(in, copy);
        }
        return copy;
    }

    @Test
    void pythonReadsEveryTypeListsSchemasAndIsToldWhatIsWrong() throws Exception {
        Path folder = fetched("python-6.0.4", into -> {
            need(into, "python3", "-m", "venv", "venv");
            need(into, into.resolve("venv/bin/python").toString(), "-m", "pip", "install", "-q", PYTHON_CLIENT);
        });
        List<JsonNode> told = told(
                folder,
                folder.resolve("venv/bin/python").toString(),
                script("client.py").toString(),
                served.endpoint());
        for (JsonNode rows : told.subList(0, 2)) {
            // Python's times have microseconds.
            assertThat(rows.get(0))
                    .isEqualTo(
                            JSON.readTree(
                                    """
                                    ["2026-01-02 03:04:05.000006+00:00", true, -2147483648, 9223372036854775807, -1.5e300,
                                     "12345678901234567.000000001", "-3 days, 20:55:54.999993", "a \\"quoted\\", é 中 😀",
                                     "74be27de-1e4e-49d9-b579-fe0b331d3642", {"a": [1, 2.5, null], "b": {"c": "x"}}]
                                    """));
            assertThat(rows.get(1).toString()).isEqualTo("[null,null,null,null,null,null,null,\"\",null,null]");
        }
        checkTheRest(told);
    }

    @Test
    void nodeReadsEveryTypeListsSchemasAndIsToldWhatIsWrong() throws Exception {
        Path folder = fetched("node-7.0.4", into -> {
            Files.writeString(into.resolve("package.json"), "{\"private\":true}");
            need(into, "npm", "install", "--silent", "--no-audit", "--no-fund", NODE_CLIENT);
        });
        List<JsonNode> told = told(folder, "node", script("client.mjs").toString(), served.endpoint());
        for (JsonNode rows : told.subList(0, 2)) {
            // JavaScript's numbers have 53 bits, of which the client does not save the rest.
            assertThat(rows.get(0))
                    .isEqualTo(
                            JSON.readTree(
                                    """
                                    ["2026-01-02T03:04:05.0000067Z", true, -2147483648, 9223372036854776000, -1.5e300,
                                     "12345678901234567.000000001", "-2.03:04:05.0000067", "a \\"quoted\\", é 中 😀",
                                     "74be27de-1e4e-49d9-b579-fe0b331d3642", {"a": [1, 2.5, null], "b": {"c": "x"}}]
                                    """));
            assertThat(rows.get(1).toString()).isEqualTo("[null,null,null,null,null,null,null,\"\",null,null]");
        }
        checkTheRest(told);
    }

    private static void checkTheRest(List<JsonNode> told) {
        assertThat(told.get(2).toString()).isEqualTo("[\"Logs\",\"Metrics\"]");
        assertThat(told.get(3).toString()).isEqualTo("[\"AllTypes\",\"NodeLoad1\"]");
        assertThat(told.get(4).asInt()).isEqualTo(2);
        assertThat(told.get(5).asBoolean()).isTrue();
    }
}
