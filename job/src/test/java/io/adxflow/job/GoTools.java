package io.adxflow.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Real agents, which are Go modules: built once and kept outside the repository, in {@code ADXFLOW_TEST_TOOLS} or
 * {@code ~/.cache/adxflow-test-tools/bin}.
 */
final class GoTools {
    static final String SUPERVISOR = "opampsupervisor";
    static final String COLLECTOR = "otelcol";
    static final String VMAGENT = "vmagent";

    private static final String CONTRIB = "github.com/open-telemetry/opentelemetry-collector-contrib/";
    private static final String CORE = "go.opentelemetry.io/collector/";
    private static final String OTEL_VERSION = "@v0.149.0";

    private GoTools() {}

    private static Path folder() {
        String given = System.getenv("ADXFLOW_TEST_TOOLS");
        return given == null
                ? Path.of(System.getProperty("user.home"), ".cache/adxflow-test-tools/bin")
                : Path.of(given);
    }

    /** The program if it was built before, else null. */
    static @Nullable Path ifThere(String name) {
        Path program = folder().resolve(name);
        return Files.isExecutable(program) ? program : null;
    }

    /** The program, built when it is not there, which takes minutes; the test is skipped where Go is not. */
    static Path built(String name) throws Exception {
        Path there = ifThere(name);
        if (there != null) {
            return there;
        }
        Assumptions.assumeTrue(hasGo(), "Go is not here to build " + name);
        Path module = Files.createTempDirectory("adxflow-" + name);
        Files.writeString(module.resolve("go.mod"), "module adxflow.test/built\n");
        Files.createDirectories(folder());
        String target = folder().resolve(name).toString();
        switch (name) {
            case SUPERVISOR -> {
                run(module, "go", "get", CONTRIB + "cmd/opampsupervisor" + OTEL_VERSION);
                run(module, "go", "build", "-o", target, CONTRIB + "cmd/opampsupervisor");
            }
            case VMAGENT -> {
                run(module, "go", "get", "github.com/VictoriaMetrics/VictoriaMetrics/app/vmagent@v1.140.0");
                run(module, "go", "build", "-o", target, "github.com/VictoriaMetrics/VictoriaMetrics/app/vmagent");
            }
            case COLLECTOR -> {
                try (InputStream main = GoTools.class.getResourceAsStream("/otelcol-small.go.txt")) {
                    Files.copy(main, module.resolve("main.go"));
                }
                run(
                        module,
                        "go",
                        "get",
                        CONTRIB + "extension/opampextension" + OTEL_VERSION,
                        CORE + "otelcol" + OTEL_VERSION,
                        CORE + "exporter/otlphttpexporter" + OTEL_VERSION,
                        CORE + "receiver/otlpreceiver" + OTEL_VERSION);
                run(module, "go", "mod", "tidy");
                run(module, "go", "build", "-o", target, ".");
            }
            default -> throw new IllegalArgumentException(name);
        }
        return folder().resolve(name);
    }

    private static boolean hasGo() {
        try {
            return new ProcessBuilder("go", "version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void run(Path folder, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().put("CGO_ENABLED", "0");
        Process process = builder.start();
        if (!process.waitFor(20, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", List.of(command)) + " failed");
        }
    }
}
