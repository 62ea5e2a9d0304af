package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says before any Java runs. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("adxflow.root", "..")).toAbsolutePath().resolve("adxflow");

    @TempDir
    private Path folder;

    @Test
    void isAValidScript() throws Exception {
        assertThat(run(Map.of(), "bash", "-n", LAUNCHER.toString())).isEmpty();
    }

    @Test
    void refusesAnOldJava() throws Exception {
        Path java = fakeJdk("1.8.0_292");

        assertThat(run(Map.of("JAVA_HOME", java.toString()), LAUNCHER.toString(), "--version"))
                .startsWith("adxflow: Java 8 at ")
                .contains("17 or newer");
    }

    @Test
    void findsItselfThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER);
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
        Path java = fakeJdk("11.0.2");

        assertThat(link).exists();
        assertThat(run(Map.of("JAVA_HOME", java.toString()), second.toString(), "--version"))
                .startsWith("adxflow: Java 11 at ");
    }

    @Test
    void tellsWhatBenchCanDoWithoutBuildingIt() throws Exception {
        Path tree = treeWithOnlyTheLauncher();
        Files.writeString(Files.createDirectories(tree.resolve("bench")).resolve("help.txt"), "what bench can do\n");
        Path java = fakeJdk("17.0.1");

        assertThat(run(
                        Map.of("JAVA_HOME", java.toString()),
                        tree.resolve("adxflow").toString(),
                        "bench",
                        "--help"))
                .isEqualTo("what bench can do\n");
    }

    @Test
    void runsAReleaseFromTheJarsBesideItAndBuildsNothing() throws Exception {
        Path release = treeWithOnlyTheLauncher();
        Path cluster = Files.createDirectories(release.resolve("lib/cluster"));
        Path job = Files.writeString(cluster.resolve("adxflow-job-9.jar"), "");
        Files.createDirectories(release.resolve("lib/flink"));
        Path java = fakeJdk("17.0.1");
        Files.writeString(java.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");

        assertThat(run(
                        Map.of("JAVA_HOME", java.toString()),
                        release.resolve("adxflow").toString(),
                        "status"))
                .contains(job + ":" + cluster + "/*:" + release + "/lib/cli/*:" + release + "/lib/flink/*")
                .endsWith("io.adxflow.job.Main\nstatus\n");
        assertThat(run(
                        Map.of("JAVA_HOME", java.toString()),
                        release.resolve("adxflow").toString(),
                        "bench"))
                .isEqualTo("adxflow: bench is part of the source tree, not of a release.\n");
    }

    @Test
    void takesFlinkFromWhereAnImageOfFlinkHasIt() throws Exception {
        Path release = treeWithOnlyTheLauncher();
        Files.createDirectories(release.resolve("lib/cluster"));
        Path java = fakeJdk("17.0.1");
        Files.writeString(java.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");

        assertThat(run(
                        Map.of("JAVA_HOME", java.toString(), "FLINK_HOME", "/somewhere"),
                        release.resolve("adxflow").toString(),
                        "--version"))
                .contains(":/somewhere/lib/*\n");
    }

    private Path treeWithOnlyTheLauncher() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree")).toRealPath();
        Files.copy(LAUNCHER, tree.resolve("adxflow"), StandardCopyOption.COPY_ATTRIBUTES);
        return tree;
    }

    private Path fakeJdk(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("jdk"));
        Files.createDirectories(home.resolve("bin"));
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
