package io.adxflow.bench.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the job is started.
 *
 * @param root the project's folder
 * @param data what becomes {@code --data}
 * @param httpPort takes remote write and OTLP/HTTP
 * @param otlpGrpcPort 0 for none
 * @param jvmOptions for example {@code -Xmx3g}
 * @param settings each {@code key=value}
 */
public record JobCommand(
        Path root,
        Path data,
        int httpPort,
        int otlpGrpcPort,
        int opsPort,
        int uiPort,
        List<String> jvmOptions,
        List<String> settings) {

    private static final String HOST = "127.0.0.1:";

    /** The project's folder as the launcher or the build names it, else the working directory. */
    public static Path projectRoot() {
        String byBuild = System.getProperty("adxflow.root", "");
        return Path.of(System.getProperty("adxflow.home", byBuild)).toAbsolutePath();
    }

    /** As users start it: {@code ./adxflow run}, which becomes the JVM's process. */
    public ProcessBuilder byLauncher() {
        List<String> words = new ArrayList<>(List.of(root.resolve("adxflow").toString()));
        words.addAll(arguments());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("ADXFLOW_JAVA_OPTS", String.join(" ", jvmOptions));
        return builder;
    }

    /**
     * What is packaged, as the launcher would start it, but never built anew: its jar, {@code target/dist/lib} and
     * {@code target/dist/flink}. Flink's {@code --add-opens} are those that this process was started with.
     *
     * @throws IOException when nothing is packaged
     */
    public ProcessBuilder byJava() throws IOException {
        List<String> words = new ArrayList<>(List.of(OwnJvm.java()));
        words.addAll(openPackages());
        words.addAll(jvmOptions);
        words.add("-Dadxflow.home=" + root);
        words.add("-Dlog4j2.configurationFile=" + root.resolve("flink-conf/log4j2.xml"));
        words.addAll(List.of("-cp", classPath(), "io.adxflow.job.Main"));
        words.addAll(arguments());
        return new ProcessBuilder(words);
    }

    /** The packages that this process opens to Flink, as JVM options. */
    public static List<String> openPackages() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("--add-exports"))
                .toList();
    }

    private List<String> arguments() {
        List<String> words = new ArrayList<>(List.of("run", "--data", data.toString()));
        words.addAll(List.of("--http", HOST + httpPort, "--ops", HOST + opsPort, "--ui", HOST + uiPort));
        // Several such jobs may run on one machine.
        words.addAll(List.of(
                "--query",
                "off",
                "--otlp-http",
                "off",
                "--otlp-grpc",
                otlpGrpcPort == 0 ? "off" : HOST + otlpGrpcPort));
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
