package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: what was accepted but could not become a row in its table, and why. */
@Command(
        name = "dead-letters",
        description = {
            "Lists and explains what was accepted and did not get into a table: batches that a destination refused for",
            "good, with its reason and where their bytes are, and rows that no table could take."
        })
final class DeadLettersCommand implements Callable<Integer> {
    private enum Format {
        table,
        json
    }

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only those of this reason; of batches, of this kind of failure.")
    @Nullable
    String reason;

    @Option(names = "--limit", defaultValue = "20", description = "Newest entries to show (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json is one object a line, batches first (default: table).")
    Format format = Format.table;

    @Mixin
    DataFlag data = new DataFlag();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        DeadLetterFiles files = DeadLetterFiles.read(data.data.resolve("dead-letters"), reason, limit);
        Path batchFolder = data.data.resolve("dead-batches");
        DeadBatchFiles batches = DeadBatchFiles.read(batchFolder, reason, limit);
        Output out = Output.of(spec);
        if (format == Format.json) {
            batches.newest().forEach(batch -> out.println(batch.toString()));
            files.newest().forEach(letter -> out.println(letter.toString()));
            return ExitCodes.OK;
        }
        if (batches.total() > 0) {
            out.println(DeadBatchReport.of(batches, batchFolder));
        }
        if (files.total() == 0 && batches.total() == 0) {
            out.println("No dead letters" + (reason == null ? "" : " of reason " + reason) + " in "
                    + data.data.resolve("dead-letters") + ".");
        } else if (files.total() > 0) {
            out.print(summary(files.countByReason()));
            out.print("\n" + entries(files.newest()));
            out.println("(the newest " + files.newest().size() + " of " + Text.count(files.total())
                    + "; --limit shows more, --format json shows them whole)");
        }
        if (files.inProgress() > 0) {
            out.println(Text.plural(files.inProgress(), "file")
                    + " still being written; the next checkpoints finish what is in them.");
        }
        if (batches.unreadable() > 0) {
            out.println(Text.plural(batches.unreadable(), "batch", "batches") + " being set aside just now.");
        }
        if (files.unreadable() > 0) {
            out.println("Skipped " + Text.plural(files.unreadable(), "line") + " that are no JSON.");
        }
        return ExitCodes.OK;
    }

    private static String summary(Map<String, Long> countByReason) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(countByReason).forEach((reason, count) -> {
            DeadLetterAdvice advice = DeadLetterAdvice.of(reason);
            text.append(reason).append(": ").append(Text.plural(count, "row")).append('\n');
            text.append("  What happened: ").append(advice.meaning()).append('\n');
            text.append("  What to do:    ").append(advice.remedy()).append('\n');
        });
        return text.toString();
    }

    private static String entries(List<JsonNode> letters) {
        List<String> fields = List.of("time", "reason", "namespace", "database", "sender", "series", "detail", "row");
        TextTable table = new TextTable(fields);
        for (JsonNode letter : letters) {
            List<String> row = new ArrayList<>();
            fields.forEach(field -> row.add(letter.path(field).asText()));
            table.add(row);
        }
        return table.render(60);
    }
}
