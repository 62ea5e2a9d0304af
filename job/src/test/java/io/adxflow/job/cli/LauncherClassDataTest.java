package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher tells a JVM of class data; the JVM is a script that says what it was told, and keeps class data when it is to. */
class LauncherClassDataTest {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("adxflow.root", "..")).toAbsolutePath().resolve("adxflow");
    private static final String JAVA =
            """
            #!/bin/bash
            for word in "$@"; do
              printf '%s\\n' "$word"
              case $word in
                -XX:ArchiveClassesAtExit=*) echo classes >"${word#*=}" ;;
                -XX:SharedArchiveFile=*) grep -q broken "${word#*=}" && exit 134 ;;
              esac
            done
            """;

    @TempDir
    private Path folder;

    private Path home;
    private Path classData;

    @BeforeEach
    void buildSomething() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        Files.copy(LAUNCHER, home.resolve("adxflow"), StandardCopyOption.COPY_ATTRIBUTES);
        Path dist = Files.createDirectories(home.resolve("job/target/dist/lib")).getParent();
        Files.createDirectories(dist.resolve("flink"));
        Files.writeString(home.resolve("job/target/adxflow-job-1.jar"), "job");
        Files.writeString(dist.resolve("lib/library.jar"), "library");
        Files.writeString(dist.resolve(".built"), "");
        classData = dist.resolve("class-data.jsa");
        jdk("17.0.15");
    }

    @Test
    void isWrittenByTheFirstCleanEndAndUsedFromThenOn() throws Exception {
        assertThat(adxflow("run"))
                .contains("-XX:ArchiveClassesAtExit=" + classData)
                .doesNotContain("SharedArchiveFile");
        assertThat(classData).exists();

        assertThat(adxflow("run"))
                .contains("-XX:SharedArchiveFile=" + classData)
                .doesNotContain("ArchiveClassesAtExit", "adxflow:");
        assertThat(adxflow("status")).contains("-XX:SharedArchiveFile=" + classData);
    }

    @Test
    void ofOtherJarsIsLeftAloneWithAWordAndMadeAnew() throws Exception {
        adxflow("run");
        Files.writeString(home.resolve("job/target/dist/lib/library.jar"), "another library");

        assertThat(adxflow("status"))
                .contains("adxflow: the class data is of other jars or another Java")
                .doesNotContain("SharedArchiveFile", "ArchiveClassesAtExit");
        assertThat(adxflow("run"))
                .contains("adxflow: the class data is of other jars or another Java")
                .contains("-XX:ArchiveClassesAtExit=" + classData);
        assertThat(adxflow("run"))
                .contains("-XX:SharedArchiveFile=" + classData)
                .doesNotContain("adxflow:");
    }

    @Test
    void thatBreaksOffIsThrownAway() throws Exception {
        for (String left : new String[] {"\0\0\0\0\0\0\0\0classes", "broken"}) {
            adxflow("run");
            Files.writeString(classData, left);

            assertThat(adxflow("status")).doesNotContain("SharedArchiveFile");
            assertThat(classData).doesNotExist();
        }
        adxflow("run");
        assertThat(adxflow("run")).contains("-XX:SharedArchiveFile=" + classData);
    }

    @Test
    void ofAnotherJavaIsLeftAlone() throws Exception {
        adxflow("run");
        jdk("17.0.16");

        assertThat(adxflow("run"))
                .contains("adxflow: the class data is of other jars or another Java")
                .doesNotContain("SharedArchiveFile");
    }

    @Test
    void isOfNoBenchmark() throws Exception {
        Files.createDirectories(home.resolve("bench/target/dist"));
        Files.writeString(home.resolve("bench/target/dist/.built"), "");
        adxflow("run");

        assertThat(adxflow("bench")).doesNotContain("SharedArchiveFile", "ArchiveClassesAtExit");
    }

    private void jdk(String version) throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private String adxflow(String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("adxflow").toString(), command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
