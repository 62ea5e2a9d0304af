package io.adxflow.job.cli.parked;

import io.adxflow.job.cli.DataFlag;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import io.adxflow.job.cli.Text;
import io.adxflow.job.cli.TextTable;
import io.adxflow.job.cli.parked.ParkedFiles.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code parked list}: what waits, by moniker and database, and why. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists what waits, by moniker and database, and why, as the job told it some seconds ago.")
final class ParkedListCommand implements Callable<Integer> {
    private enum Format {
        table,
        json
    }

    @Option(names = "--moniker", paramLabel = "NAME", description = "Only this moniker's.")
    @Nullable
    String moniker;

    @Option(names = "--database", paramLabel = "NAME", description = "Only this database's.")
    @Nullable
    String database;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json is one object a line (default: table).")
    Format format = Format.table;

    @Mixin
    DataFlag data = new DataFlag();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Output out = Output.of(spec);
        List<Entry> entries = new ParkedFiles(data.path()).report(moniker, database);
        if (format == Format.json) {
            entries.forEach(entry -> out.println(entry.json().toString()));
            return ExitCodes.OK;
        }
        if (entries.isEmpty()) {
            out.println("Nothing is parked in " + data.path() + ".");
            return ExitCodes.OK;
        }
        TextTable table = new TextTable(List.of("moniker", "database", "where", "batches", "rows", "stored", "oldest"));
        for (Entry entry : entries) {
            table.add(List.of(
                    entry.moniker(),
                    entry.database(),
                    entry.isStandby() ? "in standby" : "here",
                    Text.count(entry.parked()),
                    Text.count(entry.number("rows")),
                    Text.bytes((double) entry.number("bytes")),
                    Text.duration(Duration.ofMillis(System.currentTimeMillis() - entry.number("oldestAtMillis")))));
        }
        out.print(table.render(60));
        for (Entry entry : entries) {
            if (entry.isStandby()) {
                continue;
            }
            out.println(
                    "\n" + TextTable.oneLine(entry.moniker() + ", database " + entry.database() + ": " + entry.reason())
                            + (entry.isUndeliverable()
                                    ? "\n  The others of this moniker go on. Mend it and all of this is delivered by itself, or"
                                            + "\n  ./adxflow parked move --moniker " + entry.moniker() + " --database "
                                            + entry.database() + " --to-database NAME, or parked drop."
                                    : "\n  It is tried again by itself, with growing pauses."));
        }
        return ExitCodes.OK;
    }
}
