package io.adxflow.job.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code top}: a running job's monikers, namespaces, tables and senders, live in a terminal. */
@Command(
        name = "top",
        description = "Shows a running job's monikers, namespaces, tables and senders, live.",
        footer = {
            "",
            "Keys: m monikers, n namespaces, t tables, s senders; < and > choose the column to sort by, r turns the order",
            "around, q ends. What does not fit the terminal is left out, the least important column first."
        })
public final class TopCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 1_000;

    @Mixin
    StatusFlags flags = new StatusFlags();

    @Override
    public Integer call() throws Exception {
        StatusClient client = flags.client();
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(false).build()) {
            show(terminal, client);
            return ExitCodes.OK;
        } catch (IOException | IllegalStateException none) {
            throw new CliException(
                    ExitCodes.USAGE, "top needs a terminal (" + none.getMessage() + "); ./adxflow status does not");
        }
    }

    private static void show(Terminal terminal, StatusClient client) throws IOException, InterruptedException {
        Attributes before = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        try {
            TopScreen screen = new TopScreen();
            NonBlockingReader keys = terminal.reader();
            boolean on = true;
            while (on) {
                draw(terminal, lines(terminal, client, screen));
                int key = keys.read(LOOK_MILLIS);
                on = key != NonBlockingReader.EOF && (key == NonBlockingReader.READ_EXPIRED || screen.press(key));
            }
        } finally {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(before);
            terminal.flush();
        }
    }

    private static List<String> lines(Terminal terminal, StatusClient client, TopScreen screen)
            throws InterruptedException {
        int width = terminal.getWidth() <= 0 ? 80 : terminal.getWidth();
        int height = terminal.getHeight() <= 0 ? 24 : terminal.getHeight();
        try {
            JsonNode status = client.get("/api/v1/status").json();
            JsonNode rows = screen.view() == TopView.TABLES
                    ? client.get("/api/v1/status/tables?limit=200").json().path("tables")
                    : status.path(screen.view().path());
            return screen.lines(status, rows, width, height, true);
        } catch (CliException e) {
            Screen told = new Screen(width, true);
            told.wrapped("", "", String.valueOf(e.getMessage()), Screen.Look.BAD, 5);
            told.line("q quit", Screen.Look.DIM);
            return told.lines();
        }
    }

    private static void draw(Terminal terminal, List<String> lines) {
        PrintWriter out = terminal.writer();
        terminal.puts(Capability.cursor_home);
        // Each line is cleared to its end, so that nothing flickers.
        for (int i = 0; i < lines.size(); i++) {
            out.print(lines.get(i) + "\033[K" + (i < lines.size() - 1 ? "\r\n" : ""));
        }
        out.print("\033[J");
        terminal.flush();
    }
}
