package io.adxflow.job.cli.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tail}: a table's rows as they arrive. */
@Command(
        name = "tail",
        description =
                "Shows a table's rows as they arrive, before they are committed: some of them when there are many.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow tail NodeLoad1                            until Ctrl-C",
            "  ./adxflow tail OTLPLogs --where 'SeverityNumber >= 17' --format json",
            "  ./adxflow tail Cpu --where 'Labels.host == \"a1\" and Value > 90' --rows 20",
            "  kubectl exec … -- adxflow tail Cpu --ops 127.0.0.1:9204",
            "",
            "Of each second about a thousand rows are looked at and a hundred shown; what is left out is said.",
            "Who may read the state may see rows. Where anybody reaches the ops endpoint unasked, it shows none: name the",
            "address of the control API (control.http) by --ops then, or set ops.authentication: require.",
            "",
            "Exit codes: 0 as many rows as --rows says; 1 nobody answers, or not any more; 2 wrong options."
        })
public final class TailCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";

    /** Forms of output. */
    enum Format {
        text,
        json
    }

    @Parameters(paramLabel = "TABLE", description = "The table, regardless of case.")
    String table = "";

    @Mixin
    StatusFlags flags = new StatusFlags();

    @Option(
            names = "--where",
            paramLabel = "KQL",
            description = "Only rows of which this condition over its columns holds.")
    String where = "";

    @Option(names = "--database", paramLabel = "NAME", description = "Only rows for this database.")
    String database = "";

    @Option(names = "--namespace", paramLabel = "NAME", description = "Only rows of this namespace.")
    String namespace = "";

    @Option(names = "--rows", paramLabel = "COUNT", description = "Ends after so many rows. Default: at Ctrl-C.")
    long rows = Long.MAX_VALUE;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, cut at the terminal's width, or json, a line each. Default: ${DEFAULT-VALUE}.")
    Format format = Format.text;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rows < 1) {
            throw new CliException(ExitCodes.USAGE, "--rows: " + rows + " (expected: 1 or more)");
        }
        boolean interactive = Boolean.getBoolean("adxflow.tty");
        Output out = Output.of(spec);
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try (TerminalSize size = TerminalSize.open(interactive);
                Stream<String> lines = flags.client().lines(path())) {
            return show(lines.iterator(), out, err, interactive ? size : null);
        }
    }

    private String path() {
        return "/api/v1/tail?table=" + encoded(table) + "&database=" + encoded(database) + "&namespace="
                + encoded(namespace) + "&where=" + encoded(where);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private int show(Iterator<String> lines, Output out, PrintWriter err, @Nullable TerminalSize size)
            throws CliException {
        long shown = 0;
        String event = "";
        try {
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith(EVENT)) {
                    event = line.substring(EVENT.length());
                } else if (line.startsWith(DATA)) {
                    JsonNode data = JSON.readTree(line.substring(DATA.length()));
                    if (event.equals("problem")) {
                        throw new CliException(ExitCodes.USAGE, data.asText());
                    }
                    for (JsonNode row : data.path("rows")) {
                        out.println(
                                format == Format.json
                                        ? row.toString()
                                        : TailText.row(row, size == null ? 0 : size.width()));
                        if (++shown == rows) {
                            return ExitCodes.OK;
                        }
                    }
                    String leftOut = TailText.leftOut(data);
                    if (!leftOut.isEmpty()) {
                        err.println(leftOut);
                        err.flush();
                    }
                }
            }
        } catch (JsonProcessingException | UncheckedIOException e) {
            throw new CliException(ExitCodes.FAILED, "the stream of rows broke off: " + e.getMessage());
        }
        throw new CliException(ExitCodes.FAILED, "the stream of rows has ended");
    }
}
