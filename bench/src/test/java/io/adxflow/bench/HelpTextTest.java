package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class HelpTextTest {
    private static final Path FILE = Path.of(System.getProperty("adxflow.root", ".."), "bench/help.txt");

    @Test
    void isWhatTheLauncherShowsWithoutBuilding() throws IOException {
        assertThat(Files.readString(FILE))
                .as("bench/help.txt, which is the output of bench --help")
                .isEqualTo(new CommandLine(new Main()).getUsageMessage(Ansi.OFF));
    }
}
