package io.adxflow.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive on a machine with a Java runtime and nothing else: no compiler, no Maven, no source. */
class OnlyAJreITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern ROWS = Pattern.compile("\"rows\":[1-9]");

    /** What a usual runtime has: all but tools for developers. */
    private static final Pattern TOOLS = Pattern.compile(
            "jdk\\.(compiler|javadoc|jshell|jlink|jpackage|jdeps|jartool|jconsole|jdi|jstatd|jcmd|hotspot\\.agent|editpad|jdwp\\.agent|attach|internal\\.(ed|le|opt|vm\\..*)|graal\\.compiler.*|unsupported\\.desktop|random|incubator.*|rmic|sctp|accessibility|dynalink|jsobject|nashorn.*|aot|pack)");

    @TempDir
    private static Path scratch;

    private static Path home = Path.of("");
    private static Path runtime = Path.of("");
    private static String path = "";

    @BeforeAll
    static void prepare() throws IOException {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElse(null);
        assumeTrue(
                jlink != null && Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods")),
                "no jlink, or no modules to make a runtime of");
        runtime = scratch.resolve("jre");
        String modules = ModuleLayer.boot().modules().stream()
                .map(Module::getName)
                .filter(name -> !TOOLS.matcher(name).matches()
                        && Files.exists(Path.of(System.getProperty("java.home"), "jmods", name + ".jmod")))
                .sorted()
                .collect(Collectors.joining(","));
        int exit = jlink.run(
                System.out, System.err, "--add-modules", "java.se," + modules, "--output", runtime.toString());
        assertThat(exit).isZero();
        assertThat(runtime.resolve("bin/javac")).doesNotExist();
        Path forbidden = Files.createDirectories(scratch.resolve("forbidden"));
        for (String tool : List.of("mvn", "javac", "node", "npm")) {
            Path program =
                    Files.writeString(forbidden.resolve(tool), "#!/bin/sh\necho \"$0 was called\" >&2\nexit 99\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        path = forbidden + ":/usr/local/bin:/usr/bin:/bin";
        home = Archive.unpack(Files.createDirectories(scratch.resolve("opt")));
    }

    @Test
    void takesInCommitsAndShowsFirstRows() throws Exception {
        Path work = Files.createDirectories(scratch.resolve("work"));
        int ops = FreePorts.find(1)[0];
        List<String> run = List.of(
                home.resolve("adxflow").toString(),
                "run",
                "--demo",
                "--set",
                "ingest.http=127.0.0.1:" + FreePorts.find(1)[0],
                "--set",
                "ingest.otlp-http=off",
                "--set",
                "ingest.otlp-grpc=off",
                "--set",
                "ui.http=off",
                "--set",
                "query.http=off",
                "--set",
                "ops.http=127.0.0.1:" + ops);
        Path log = work.resolve("run.log");
        long start = System.nanoTime();
        Process job = process(run, work)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            String shown = "";
            while (!ROWS.matcher(shown).find()) {
                assertThat(job.isAlive()).as(() -> read(log)).isTrue();
                assertThat(System.nanoTime() - start).as(() -> read(log)).isLessThan(PATIENCE.toNanos());
                shown = output(work, "tables", "--rows", "--format", "json");
            }
            System.out.printf(
                    "first rows, from the archive with only a runtime: %.1f s%n", (System.nanoTime() - start) / 1e9);
            assertThat(output(work, "status", "--ops", "127.0.0.1:" + ops, "--format", "json"))
                    .contains("\"troubles\":[");
            assertThat(output(work, "--version")).contains("adxflow ").doesNotContain("not packaged");
        } finally {
            job.destroy();
            assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> read(log))
                    .isTrue();
        }
        assertThat(job.exitValue()).as(read(log)).isIn(0, 143);
        assertThat(read(log)).doesNotContain("was called", "NoClassDefFoundError", "ClassNotFoundException");
    }

    /** As the image has it: the two folders that it copies, and Flink's jars where Flink's own image has them. */
    @Test
    void runsInAnImageByTheFlinkThatIsThere() throws Exception {
        Path image = Files.createDirectories(scratch.resolve("image"));
        Path flink = Files.createDirectories(image.resolve("flink/lib"));
        Path there = Files.createDirectories(image.resolve("adxflow/lib"));
        Files.copy(home.resolve("adxflow"), there.resolveSibling("adxflow"), StandardCopyOption.COPY_ATTRIBUTES);
        link(home.resolve("flink-conf"), there.resolveSibling("flink-conf"));
        link(home.resolve("lib/cli"), there.resolve("cli"));
        link(home.resolve("lib/cluster"), flink.resolve("adxflow"));
        link(flink.resolve("adxflow"), there.resolve("cluster"));
        try (Stream<Path> jars = Files.list(home.resolve("lib/flink"))) {
            for (Path jar : jars.toList()) {
                link(jar, flink.resolve(jar.getFileName()));
            }
        }
        Path program = image.resolve("adxflow/adxflow");
        ProcessBuilder builder = process(List.of(program.toString(), "validate", "--set", "batch.max-age=9s"), image)
                .redirectErrorStream(true);
        builder.environment().put("FLINK_HOME", image.resolve("flink").toString());
        builder.environment().put("ADXFLOW_HEAP", "96m");
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(text).isZero();
        assertThat(text).startsWith("ok: ").containsPattern("batch\\.max-age +9s +--set");
    }

    private static void link(Path from, Path to) throws IOException {
        assertThat(Files.createSymbolicLink(to, from)).exists();
    }

    @Test
    void writesAFirstPipelineFileThatItTakes() throws Exception {
        Path work = Files.createDirectories(scratch.resolve("first"));

        assertThat(output(work, "init", "--kind", "directory")).startsWith("Wrote pipeline.yaml");
        assertThat(Files.readString(work.resolve("pipeline.yaml"))).contains("$schema=../opt/");
        assertThat(output(work, "validate", "--config", "pipeline.yaml")).startsWith("ok: 1 namespace, 1 moniker");
    }

    private static String output(Path work, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("adxflow").toString()));
        command.addAll(List.of(arguments));
        Process process = process(command, work).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(text).doesNotContain("was called", "NoClassDefFoundError");
        return text;
    }

    private static ProcessBuilder process(List<String> command, Path work) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", runtime.toString());
        builder.environment().put("ADXFLOW_HEAP", "512m");
        return builder;
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
