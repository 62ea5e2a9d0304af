package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code azurite/install.sh}, with an npm that only says what it does. */
class InstallScriptTest {
    private static final Path SCRIPT = Path.of(System.getProperty("adxflow.root", ".."), "emulator/azurite/install.sh");

    @TempDir
    Path folder;

    private Path home;
    private Path said;

    @BeforeEach
    void makeNpm() throws IOException {
        home = Files.createDirectories(folder.resolve("azurite"));
        said = folder.resolve("said");
        Files.copy(SCRIPT, home.resolve("install.sh"));
        Files.writeString(home.resolve("package-lock.json"), "{}");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        program(tools.resolve("node"), "exit 0");
        program(
                tools.resolve("npm"),
                "echo begun >> " + said + "\nmkdir -p node_modules\nls > /dev/null\n"
                        + "touch node_modules/.package-lock.json\necho ended >> " + said);
    }

    @Test
    void installsOnceHoweverManyAskAtATime() throws Exception {
        assertInstallOnce(8);
    }

    @Test
    void takesOverFromAProcessThatHasDiedAlone() throws Exception {
        for (int round = 0; round < 8; round++) {
            lockOfADeadProcess();
            Files.deleteIfExists(home.resolve("node_modules/.package-lock.json"));
            Files.deleteIfExists(said);
            assertInstallOnce(4);
        }
    }

    @Test
    void takesOverFromOneThatDiedWhileItTookOver() throws Exception {
        lockOfADeadProcess();
        Path takeover = Files.createDirectory(home.resolve(".install.lock.takeover"));
        Files.setLastModifiedTime(takeover, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));

        assertInstallOnce(1);
    }

    private void lockOfADeadProcess() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createSymbolicLink(home.resolve(".install.lock.pid"), Path.of(Long.toString(dead.pid())));
    }

    /** Processes that ask at the same time all succeed by one installation, and leave no lock. */
    private void assertInstallOnce(int askers) throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < askers; i++) {
            processes.add(start());
        }
        for (Process process : processes) {
            await(process);
            assertThat(process.exitValue()).isZero();
        }
        assertThat(Files.readAllLines(said)).containsExactly("begun", "ended");
        assertThat(locks()).isEmpty();
    }

    /** Ends a process that hangs, with what it is waiting for, before whoever runs the tests would give up. */
    private void await(Process process) throws Exception {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("hangs with " + locks() + ": " + Files.readString(folder.resolve("output")));
        }
    }

    private List<String> locks() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".install.lock"))
                    .toList();
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", home.resolve("install.sh").toString());
        builder.environment().merge("PATH", folder.resolve("tools").toString(), (path, tools) -> tools + ":" + path);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
    }

    private static void program(Path path, String text) throws IOException {
        Files.writeString(path, "#!/usr/bin/env bash\n" + text + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }
}
