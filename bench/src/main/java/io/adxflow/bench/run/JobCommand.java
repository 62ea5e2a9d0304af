package io.adxflow.bench.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command that starts the job, as {@code ./adxflow run} does: its jar, {@code target/dist/lib}, and
 * {@code target/dist/flink}. Flink's {@code --add-opens} are those that this process was started with.
 *
 * @param root the project's folder
 * @param data what becomes {@code --data}
 * @param jvmOptions for example {@code -Xmx3g}
 * @param settings each {@code key=value}
 */
public record JobCommand(
        Path root, Path data, int httpPort, int opsPort, int uiPort, List<String> jvmOptions, List<String> settings) {

    private static final String HOST = "127.0.0.1:";

    /** The project's folder: the system property or environment variable that names it, else the working directory. */
    public static Path projectRoot() {
        String property = System.getProperty("adxflow.root");
        if (property != null) {
            return Path.of(property);
        }
        String variable = System.getenv("ADXFLOW_HOME");
        return Path.of(variable == null ? "" : variable).toAbsolutePath();
    }

    /**
     * The command's words.
     *
     * @throws IOException when the project is not built
     */
    public List<String> words() throws IOException {
        List<String> words = new ArrayList<>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("--add-exports"))
                .forEach(words::add);
        words.addAll(jvmOptions);
        words.add("-Dadxflow.root=" + root);
        words.add("-cp");
        words.add(classPath());
        words.add("io.adxflow.job.Main");
        words.addAll(List.of("run", "--data", data.toString()));
        words.addAll(List.of("--http", HOST + httpPort, "--ops", HOST + opsPort, "--ui", HOST + uiPort));
        for (String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        return words;
    }

    private String classPath() throws IOException {
        Path target = root.resolve("job/target");
        Path dist = target.resolve("dist");
        return jar(target) + ":" + dist.resolve("lib") + "/*:" + dist.resolve("flink") + "/*";
    }

    private static Path jar(Path target) throws IOException {
        if (!Files.isDirectory(target.resolve("dist"))) {
            throw new IOException(target + " holds no dist folder (build with: mvn package -DskipTests)");
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("adxflow-job-.*\\.jar"))
                    .filter(file -> !file.toString().endsWith("-tests.jar"))
                    .findAny()
                    .orElseThrow(() -> new IOException(target + " holds no adxflow-job jar"));
        }
    }
}
