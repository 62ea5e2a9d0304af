package io.adxflow.job.cli.parked;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.FormatFlag;
import io.adxflow.job.cli.Output;
import io.adxflow.job.cli.Text;
import io.adxflow.job.cli.TextTable;
import io.adxflow.sinks.standby.StandbyCheck.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code parked show}: the batches in the folder of a standby store, each checked, without a job. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description =
                "Shows what the folder of a standby store holds, with the reason of each batch, and checks every byte of it. Needs no"
                        + " job. A container's folder _standby can be copied first (azcopy).")
final class ParkedShowCommand implements Callable<Integer> {
    @Mixin
    StandbyFlags standby = new StandbyFlags();

    @Mixin
    FormatFlag format = new FormatFlag();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException {
        Output out = Output.of(spec);
        TextTable table =
                new TextTable(List.of("moniker", "database", "table", "batch", "rows", "stored", "attempts", "state"));
        List<String> reasons = new ArrayList<>();
        int[] damaged = {0};
        standby.store().visit(standby::wants, (found, content) -> {
            damaged[0] += found.damage().isEmpty() ? 0 : 1;
            if (format.isJson()) {
                out.println(json(found).toString());
                return;
            }
            table.add(List.of(
                    found.name().moniker(),
                    found.name().database(),
                    found.table(),
                    found.name().batchId(),
                    Text.count(found.name().rows()),
                    Text.bytes((double) found.name().storedBytes()),
                    Text.count(found.attempts()),
                    found.damage().isEmpty() ? "sound" : "damaged"));
            String why = reason(found);
            if (!reasons.contains(why)) {
                reasons.add(why);
            }
        });
        if (!format.isJson()) {
            out.print(table.render(60));
        }
        reasons.forEach(reason -> out.println(TextTable.oneLine(reason)));
        return damaged[0] == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static ObjectNode json(Found found) {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("moniker", found.name().moniker()).put("database", found.name().database());
        json.put("table", found.table())
                .put("batch", found.name().batchId())
                .put("rows", found.name().rows());
        json.put("bytes", found.name().storedBytes()).put("attempts", found.attempts());
        json.put("sound", found.damage().isEmpty());
        return json.put("reason", found.damage().isEmpty() ? found.reason() : found.damage());
    }

    private static String reason(Found found) {
        return found.damage().isEmpty() ? found.reason() : found.name().batchId() + ": " + found.damage();
    }
}
