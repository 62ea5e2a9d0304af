package io.adxflow.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' own engine as a small Go program, built once and kept outside the repository, in {@code ADXFLOW_TEST_TOOLS} or
 * {@code ~/.cache/adxflow-test-tools/bin}. It is built by {@code -Dadxflow.go=true} alone, since that fetches modules and takes minutes.
 */
final class PromqlEngine {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MODULE = "src/test/promql";

    private final Path program;

    private PromqlEngine(Path program) {
        this.program = program;
    }

    /** Null where the program is not, and is not to be built. */
    static @Nullable PromqlEngine find(Path k8s) throws Exception {
        Path module = k8s.resolve(MODULE);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(Files.readAllBytes(module.resolve("main.go")));
        digest.update(Files.readAllBytes(module.resolve("go.mod")));
        Path program = folder().resolve(
                        "promql-" + HexFormat.of().formatHex(digest.digest()).substring(0, 12));
        if (!Files.isExecutable(program)) {
            if (!Boolean.getBoolean("adxflow.go") || !hasGo() || !build(module, program)) {
                return null;
            }
        }
        return new PromqlEngine(program);
    }

    private static Path folder() {
        String given = System.getenv("ADXFLOW_TEST_TOOLS");
        return given == null
                ? Path.of(System.getProperty("user.home"), ".cache/adxflow-test-tools/bin")
                : Path.of(given);
    }

    private static boolean hasGo() throws InterruptedException {
        try {
            return new ProcessBuilder("go", "version").start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** False when the modules cannot be had; whatever else goes wrong is thrown. */
    private static boolean build(Path module, Path program) throws Exception {
        Path copy = Files.createTempDirectory("adxflow-promql");
        for (String file : new String[] {"main.go", "go.mod", "go.sum"}) {
            Files.copy(module.resolve(file), copy.resolve(file));
        }
        Files.createDirectories(program.getParent());
        if (!go(copy, "go", "mod", "download")) {
            return false;
        }
        if (!go(copy, "go", "build", "-o", program.toString(), ".")) {
            throw new IllegalStateException("go build of " + module + " failed");
        }
        return true;
    }

    private static boolean go(Path folder, String... command) throws Exception {
        ProcessBuilder go =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        go.environment().put("CGO_ENABLED", "0");
        go.environment().put("GOFLAGS", "-buildvcs=false");
        Process process = go.start();
        boolean ended = process.waitFor(20, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        return ended && process.exitValue() == 0;
    }

    /** What main.go says of a request. */
    JsonNode ask(JsonNode request) throws Exception {
        Process process = new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(JSON.writeValueAsBytes(request));
        }
        JsonNode answer = JSON.readTree(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 || answer.has("error")) {
            throw new IllegalStateException(
                    "the engine says: " + answer.path("error").asText());
        }
        return answer;
    }
}
