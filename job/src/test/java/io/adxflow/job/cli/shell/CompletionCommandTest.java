package io.adxflow.job.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adxflow.job.cli.TestCommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shells and the manual's formatter make of what is printed for them. */
class CompletionCommandTest {
    @TempDir
    private Path folder;

    @Test
    void completesCommandsOptionsAndTheirValuesInBash() throws Exception {
        assumeTrue(isThere("bash"), "no bash");
        String script = TestCommandLine.run("completion", "bash");

        assertThat(inBash(script, "adxflow", "val")).containsExactly("validate");
        assertThat(inBash(script, "adxflow", "init", "--ki")).containsExactly("--kind");
        assertThat(inBash(script, "adxflow", "init", "--kind", "ku")).containsExactly("kusto");
        assertThat(inBash(script, "adxflow", "tables", "--format", "")).containsExactly("table", "json");
        assertThat(inBash(script, "adxflow", "validate", "--set", "batch.max-a"))
                .containsExactly("batch.max-age=");
        assertThat(inBash(script, "adxflow", "moniker", "")).contains("list", "set");
    }

    @Test
    void completesCommandsOptionsAndTheirValuesInZsh() throws Exception {
        assumeTrue(isThere("zsh"), "no zsh");
        Path script = Files.writeString(folder.resolve("_adxflow"), TestCommandLine.run("completion", "zsh"));
        assertThat(run("zsh", "-n", script.toString())).isEmpty();

        assertThat(inZsh("adxflow val")).contains("validate");
        assertThat(inZsh("adxflow init --ki")).contains("--kind");
        assertThat(inZsh("adxflow init --kind ku")).contains("kusto");
        assertThat(inZsh("adxflow tables --format j")).contains("json");
    }

    @Test
    void hasAManualPageThatTheFormatterTakesWithoutAWord() throws Exception {
        assumeTrue(isThere("groff"), "no groff");
        Path page = Files.writeString(folder.resolve("adxflow.1"), TestCommandLine.run("completion", "man"));

        assertThat(run("groff", "-man", "-ww", "-z", "-Kutf8", "-Tutf8", page.toString()))
                .isEmpty();
        String text = run("groff", "-man", "-Kutf8", "-Tutf8", "-P-cbou", page.toString());
        assertThat(text)
                .contains("SYNOPSIS", "validate", "moniker set", "EXIT STATUS", "ADXFLOW_HEAP", "--adx-emulator");
    }

    @Test
    void explainsEveryCommandInTheManual() {
        String manual = TestCommandLine.run("completion", "man");

        assertThat(TestCommandLine.run("--help").lines().filter(line -> line.matches("  [a-z-]+ +[A-Z].*")))
                .hasSizeGreaterThan(15)
                .allSatisfy(line ->
                        assertThat(manual).contains("\n.SS " + line.strip().split(" ")[0]));
    }

    /** What bash would offer for the last word. */
    private List<String> inBash(String script, String... words) throws Exception {
        Path file = Files.writeString(folder.resolve("completion.bash"), script);
        String line = "compopt() { :; }; source '" + file + "'; COMP_WORDS=("
                + Stream.of(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "))
                + "); COMP_CWORD=" + (words.length - 1)
                + "; _complete_adxflow; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return run("bash", "-c", line)
                .lines()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** What zsh shows of a line after Tab, in a terminal of its own. */
    private String inZsh(String line) throws Exception {
        String program = "zmodload zsh/zpty\n"
                + "zpty -b z zsh -f -i\n"
                + "zpty -w z \"PROMPT=; fpath=(" + folder
                + " \\$fpath); autoload -U compinit; compinit -u -D; echo re''ady\"\n"
                + "zpty -r -m z before '*ready*'\n"
                + "zpty -w -n z $'" + line + "\\t'\n"
                + "zpty -w z ' done-with-it'\n"
                + "zpty -r -m z shown '*done-with-it*'\n"
                + "print -r -- $shown\n"
                + "zpty -d z\n";
        return run("zsh", "-f", "-c", program);
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
